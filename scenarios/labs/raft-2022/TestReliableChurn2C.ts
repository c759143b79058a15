import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { churn } from '../raft/churn.ts';

export default raftLab('Three clients go on while servers come and go', raft2022, churn('reliable'));
