import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { figure8Unreliable } from '../raft/persistence.ts';

export default raftLab('Leaders are cut off before what they have started is committed, and answers come late: Figure 8', raft2024, figure8Unreliable);
