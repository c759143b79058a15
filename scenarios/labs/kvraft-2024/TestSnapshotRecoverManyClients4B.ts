import { genericAppend } from '../kvraft/generic-append.ts';
import { snapshotRecoverManyClients } from '../kvraft/table.ts';

export default genericAppend(snapshotRecoverManyClients);
