import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { persistPartition } from '../kvraft/table.ts';

export default genericVersioned(persistPartition);
