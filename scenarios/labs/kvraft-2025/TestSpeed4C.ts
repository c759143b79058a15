import { labLimit } from '../kvraft/snapshots.ts';
import { speedVersioned } from '../kvraft/speed.ts';

export default speedVersioned(labLimit);
