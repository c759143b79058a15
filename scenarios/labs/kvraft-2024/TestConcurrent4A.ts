import { genericAppend } from '../kvraft/generic-append.ts';
import { concurrent } from '../kvraft/table.ts';

export default genericAppend(concurrent);
