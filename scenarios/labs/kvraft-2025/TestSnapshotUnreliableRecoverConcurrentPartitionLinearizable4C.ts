import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { snapshotUnreliableRecoverConcurrentPartitionLinearizable } from '../kvraft/table.ts';

export default genericVersioned(snapshotUnreliableRecoverConcurrentPartitionLinearizable);
