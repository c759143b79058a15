import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { concurrentStarts } from '../raft/costs.ts';

export default raftLab('Five commands are started at the same time', raft2022, concurrentStarts);
