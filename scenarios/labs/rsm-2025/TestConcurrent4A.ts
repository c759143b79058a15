import { rsmLab } from '../kvraft/rsm.ts';
import { concurrent } from '../kvraft/rsm-tests.ts';

export default rsmLab(concurrent);
