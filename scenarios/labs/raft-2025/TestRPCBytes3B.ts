import { raft2025 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { rpcBytes } from '../raft/costs.ts';

export default raftLab('Each peer is sent each command once', raft2025, rpcBytes);
