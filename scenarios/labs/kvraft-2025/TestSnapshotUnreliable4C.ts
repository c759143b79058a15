import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { snapshotUnreliable } from '../kvraft/table.ts';

export default genericVersioned(snapshotUnreliable);
