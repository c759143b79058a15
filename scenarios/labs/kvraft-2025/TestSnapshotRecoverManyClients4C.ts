import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { snapshotRecoverManyClients } from '../kvraft/table.ts';

export default genericVersioned(snapshotRecoverManyClients);
