import { genericAppend } from '../kvraft/generic-append.ts';
import { persistPartition } from '../kvraft/table.ts';

export default genericAppend(persistPartition);
