import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { figure8 } from '../raft/persistence.ts';

export default raftLab('Leaders crash before what they have started is committed: Figure 8', raft2022, figure8);
