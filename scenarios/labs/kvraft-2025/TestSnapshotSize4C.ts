import { versionedEdition } from '../kvraft/lab.ts';
import { snapshotSize } from '../kvraft/snapshots.ts';

export default snapshotSize(versionedEdition);
