import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { snapshotUnreliableRecover } from '../kvraft/table.ts';

export default genericVersioned(snapshotUnreliableRecover);
