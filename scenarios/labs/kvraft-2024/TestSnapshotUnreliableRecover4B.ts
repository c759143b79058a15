import { genericAppend } from '../kvraft/generic-append.ts';
import { snapshotUnreliableRecover } from '../kvraft/table.ts';

export default genericAppend(snapshotUnreliableRecover);
