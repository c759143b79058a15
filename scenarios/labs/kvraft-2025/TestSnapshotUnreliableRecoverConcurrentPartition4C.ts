import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { snapshotUnreliableRecoverConcurrentPartition } from '../kvraft/table.ts';

export default genericVersioned(snapshotUnreliableRecoverConcurrentPartition);
