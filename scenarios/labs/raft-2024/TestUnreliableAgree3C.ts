import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { unreliableAgree } from '../raft/churn.ts';

export default raftLab('250 commands over an unreliable network', raft2024, unreliableAgree);
