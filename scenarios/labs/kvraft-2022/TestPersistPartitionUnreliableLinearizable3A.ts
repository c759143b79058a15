import { genericAppend } from '../kvraft/generic-append.ts';
import { persistPartitionUnreliableLinearizable } from '../kvraft/table.ts';

export default genericAppend(persistPartitionUnreliableLinearizable);
