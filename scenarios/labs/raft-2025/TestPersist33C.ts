import { raft2025 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { persist3 } from '../raft/persistence.ts';

export default raftLab('A leader and a follower crash while the other follower is cut off', raft2025, persist3);
