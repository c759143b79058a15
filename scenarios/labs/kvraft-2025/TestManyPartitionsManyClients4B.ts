import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { manyPartitionsManyClients } from '../kvraft/table.ts';

export default genericVersioned(manyPartitionsManyClients);
