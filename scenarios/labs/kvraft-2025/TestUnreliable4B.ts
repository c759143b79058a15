import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { unreliable } from '../kvraft/table.ts';

export default genericVersioned(unreliable);
