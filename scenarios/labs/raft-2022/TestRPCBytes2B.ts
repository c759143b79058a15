import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { rpcBytes } from '../raft/costs.ts';

export default raftLab('Each peer is sent each command once', raft2022, rpcBytes);
