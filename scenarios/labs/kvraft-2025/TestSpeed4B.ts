import { speedVersioned } from '../kvraft/speed.ts';

export default speedVersioned(null);
