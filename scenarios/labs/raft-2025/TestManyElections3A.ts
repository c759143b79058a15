import { raft2025 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { manyElections } from '../raft/elections.ts';

export default raftLab('Three of seven servers are cut off, nine times', raft2025, manyElections);
