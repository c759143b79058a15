import { rsmLab } from '../kvraft/rsm.ts';
import { restartSubmit } from '../kvraft/rsm-tests.ts';

export default rsmLab(restartSubmit);
