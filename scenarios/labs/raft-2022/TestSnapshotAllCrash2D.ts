import { raft2022 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { snapshotAllCrash } from '../raft/snapshots.ts';

export default raftLab('All servers crash and start from their snapshots', raft2022, snapshotAllCrash('reliable'));
