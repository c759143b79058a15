import { rsmLab } from '../kvraft/rsm.ts';
import { basic } from '../kvraft/rsm-tests.ts';

export default rsmLab(basic);
