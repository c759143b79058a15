import { appendEdition } from '../kvraft/lab.ts';
import { snapshotRpc } from '../kvraft/snapshots.ts';

export default snapshotRpc(appendEdition);
