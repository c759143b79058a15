import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { snapshotRecover } from '../kvraft/table.ts';

export default genericVersioned(snapshotRecover);
