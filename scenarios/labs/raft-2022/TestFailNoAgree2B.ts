import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { failNoAgree } from '../raft/agreement.ts';

export default raftLab('No agreement while too many followers are cut off', raft2022, failNoAgree);
