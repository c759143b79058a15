import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { count } from '../raft/costs.ts';

export default raftLab('Servers send no more requests than it takes', raft2024, count);
