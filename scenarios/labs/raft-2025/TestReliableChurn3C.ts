import { raft2025 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { churn } from '../raft/churn.ts';

export default raftLab('Three clients go on while servers come and go', raft2025, churn('reliable'));
