import { genericAppend } from '../kvraft/generic-append.ts';
import { snapshotUnreliableRecoverConcurrentPartitionLinearizable } from '../kvraft/table.ts';

export default genericAppend(snapshotUnreliableRecoverConcurrentPartitionLinearizable);
