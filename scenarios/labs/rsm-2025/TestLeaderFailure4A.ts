import { rsmLab } from '../kvraft/rsm.ts';
import { leaderFailure } from '../kvraft/rsm-tests.ts';

export default rsmLab(leaderFailure);
