import { raft2025 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { backup } from '../raft/agreement.ts';

export default raftLab('A leader backs up quickly over long logs that disagree', raft2025, backup);
