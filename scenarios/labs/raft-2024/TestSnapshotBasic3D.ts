import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { snapshots } from '../raft/snapshots.ts';

export default raftLab('Logs are compacted', raft2024, snapshots('none', 'reliable'));
