import { raft2025 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { unreliableAgree } from '../raft/churn.ts';

export default raftLab('250 commands over an unreliable network', raft2025, unreliableAgree);
