import { raft2025 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { snapshotAllCrash } from '../raft/snapshots.ts';

export default raftLab('All servers crash and start from their snapshots, on an unreliable network', raft2025, snapshotAllCrash('unreliable'));
