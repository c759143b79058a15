import { raft2025 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { snapshots } from '../raft/snapshots.ts';

export default raftLab('Logs are compacted', raft2025, snapshots('none', 'reliable'));
