import { appendEdition } from '../kvraft/lab.ts';
import { snapshotSize } from '../kvraft/snapshots.ts';

export default snapshotSize(appendEdition);
