import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { persistConcurrent } from '../kvraft/table.ts';

export default genericVersioned(persistConcurrent);
