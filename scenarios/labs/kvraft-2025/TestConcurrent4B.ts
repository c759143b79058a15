import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { concurrent } from '../kvraft/table.ts';

export default genericVersioned(concurrent);
