import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { persistPartitionUnreliable } from '../kvraft/table.ts';

export default genericVersioned(persistPartitionUnreliable, 'repaired');
