import { raft2025 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { snapshotInit } from '../raft/snapshots.ts';

export default raftLab('Servers start from a snapshot, store something, and start again, on an unreliable network', raft2025, snapshotInit('unreliable'));
