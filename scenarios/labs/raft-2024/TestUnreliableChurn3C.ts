import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { churn } from '../raft/churn.ts';

export default raftLab('Three clients go on while servers come and go on an unreliable network', raft2024, churn('unreliable'));
