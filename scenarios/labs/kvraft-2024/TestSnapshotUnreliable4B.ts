import { genericAppend } from '../kvraft/generic-append.ts';
import { snapshotUnreliable } from '../kvraft/table.ts';

export default genericAppend(snapshotUnreliable);
