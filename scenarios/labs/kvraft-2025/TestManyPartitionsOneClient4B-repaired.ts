import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { manyPartitionsOneClient } from '../kvraft/table.ts';

export default genericVersioned(manyPartitionsOneClient, 'repaired');
