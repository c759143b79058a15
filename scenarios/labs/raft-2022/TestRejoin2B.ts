import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { rejoin } from '../raft/agreement.ts';

export default raftLab('A leader that was cut off comes back with entries of its own', raft2022, rejoin);
