import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { snapshots } from '../raft/snapshots.ts';

export default raftLab('Logs are compacted', raft2022, snapshots('none', 'reliable'));
