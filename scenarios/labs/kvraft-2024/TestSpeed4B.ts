import { labLimit } from '../kvraft/snapshots.ts';
import { speedAppend } from '../kvraft/speed.ts';

export default speedAppend(labLimit);
