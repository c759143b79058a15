import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { persist1 } from '../raft/persistence.ts';

export default raftLab('Servers crash and come back, one or all', raft2024, persist1);
