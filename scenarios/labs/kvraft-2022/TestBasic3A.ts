import { genericAppend } from '../kvraft/generic-append.ts';
import { basic } from '../kvraft/table.ts';

export default genericAppend(basic);
