import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { failNoAgree } from '../raft/agreement.ts';

export default raftLab('No agreement while too many followers are cut off', raft2024, failNoAgree);
