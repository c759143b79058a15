import { genericAppend } from '../kvraft/generic-append.ts';
import { snapshotUnreliableRecoverConcurrentPartition } from '../kvraft/table.ts';

export default genericAppend(snapshotUnreliableRecoverConcurrentPartition);
