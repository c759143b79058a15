import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { persistPartitionUnreliableLinearizable } from '../kvraft/table.ts';

export default genericVersioned(persistPartitionUnreliableLinearizable, 'repaired');
