import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { reElection } from '../raft/elections.ts';

export default raftLab('A leader is cut off, and another one follows; without a majority none does', raft2022, reElection);
