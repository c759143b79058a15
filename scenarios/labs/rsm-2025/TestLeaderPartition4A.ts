import { rsmLab } from '../kvraft/rsm.ts';
import { leaderPartition } from '../kvraft/rsm-tests.ts';

export default rsmLab(leaderPartition);
