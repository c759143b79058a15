import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { snapshots } from '../raft/snapshots.ts';

export default raftLab('A server that was down is sent a snapshot over an unreliable network', raft2022, snapshots('crashed', 'unreliable'));
