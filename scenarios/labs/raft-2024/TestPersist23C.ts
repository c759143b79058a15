import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { persist2 } from '../raft/persistence.ts';

export default raftLab('Two and three of five servers are down by turns', raft2024, persist2);
