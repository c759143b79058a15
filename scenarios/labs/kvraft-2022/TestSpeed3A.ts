import { speedAppend } from '../kvraft/speed.ts';

export default speedAppend(null);
