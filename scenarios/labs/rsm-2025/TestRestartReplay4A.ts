import { rsmLab } from '../kvraft/rsm.ts';
import { restartReplay } from '../kvraft/rsm-tests.ts';

export default rsmLab(restartReplay);
