import { oneKeyAppend } from '../kvraft/one-key.ts';

export default oneKeyAppend();
