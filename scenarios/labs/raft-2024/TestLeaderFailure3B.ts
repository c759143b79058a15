import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { leaderFailure } from '../raft/agreement.ts';

export default raftLab('Leaders are cut off one after the other', raft2024, leaderFailure);
