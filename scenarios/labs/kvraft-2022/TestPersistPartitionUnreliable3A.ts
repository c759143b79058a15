import { genericAppend } from '../kvraft/generic-append.ts';
import { persistPartitionUnreliable } from '../kvraft/table.ts';

export default genericAppend(persistPartitionUnreliable);
