import { genericAppend } from '../kvraft/generic-append.ts';
import { persistConcurrent } from '../kvraft/table.ts';

export default genericAppend(persistConcurrent);
