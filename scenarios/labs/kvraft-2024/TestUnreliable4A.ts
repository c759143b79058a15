import { genericAppend } from '../kvraft/generic-append.ts';
import { unreliable } from '../kvraft/table.ts';

export default genericAppend(unreliable);
