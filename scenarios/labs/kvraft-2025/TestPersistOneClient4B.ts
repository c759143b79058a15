import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { persistOneClient } from '../kvraft/table.ts';

export default genericVersioned(persistOneClient);
