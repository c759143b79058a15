import { genericAppend } from '../kvraft/generic-append.ts';
import { snapshotRecover } from '../kvraft/table.ts';

export default genericAppend(snapshotRecover);
