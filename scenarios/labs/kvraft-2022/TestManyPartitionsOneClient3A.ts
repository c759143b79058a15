import { genericAppend } from '../kvraft/generic-append.ts';
import { manyPartitionsOneClient } from '../kvraft/table.ts';

export default genericAppend(manyPartitionsOneClient);
