import { rsmLab } from '../kvraft/rsm.ts';
import { snapshot } from '../kvraft/rsm-tests.ts';

export default rsmLab(snapshot);
