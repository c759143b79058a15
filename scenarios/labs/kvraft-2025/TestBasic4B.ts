import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { basic } from '../kvraft/table.ts';

export default genericVersioned(basic);
