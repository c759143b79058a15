import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { snapshots } from '../raft/snapshots.ts';

export default raftLab('A server that was cut off is sent a snapshot over an unreliable network', raft2024, snapshots('disconnected', 'unreliable'));
