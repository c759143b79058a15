import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { failAgree } from '../raft/agreement.ts';

export default raftLab('Agreement after a follower reconnects', raft2024, failAgree);
