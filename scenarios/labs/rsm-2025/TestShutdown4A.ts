import { rsmLab } from '../kvraft/rsm.ts';
import { shutDown } from '../kvraft/rsm-tests.ts';

export default rsmLab(shutDown);
