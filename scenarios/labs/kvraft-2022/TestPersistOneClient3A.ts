import { genericAppend } from '../kvraft/generic-append.ts';
import { persistOneClient } from '../kvraft/table.ts';

export default genericAppend(persistOneClient);
