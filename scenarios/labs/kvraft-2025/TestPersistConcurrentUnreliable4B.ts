import { genericVersioned } from '../kvraft/generic-versioned.ts';
import { persistConcurrentUnreliable } from '../kvraft/table.ts';

export default genericVersioned(persistConcurrentUnreliable);
