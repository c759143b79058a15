import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { backup } from '../raft/agreement.ts';

export default raftLab('A leader backs up quickly over long logs that disagree', raft2024, backup);
