import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { basicAgree } from '../raft/agreement.ts';

export default raftLab('Three commands are committed at the first three indices', raft2022, basicAgree);
