import { genericAppend } from '../kvraft/generic-append.ts';
import { persistConcurrentUnreliable } from '../kvraft/table.ts';

export default genericAppend(persistConcurrentUnreliable);
