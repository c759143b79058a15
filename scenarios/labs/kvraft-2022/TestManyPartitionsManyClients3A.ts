import { genericAppend } from '../kvraft/generic-append.ts';
import { manyPartitionsManyClients } from '../kvraft/table.ts';

export default genericAppend(manyPartitionsManyClients);
