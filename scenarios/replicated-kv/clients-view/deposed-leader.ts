import { asClientsSeeIt } from '../../scenario.ts';
import deposedLeader from '../deposed-leader.ts';

export default asClientsSeeIt(deposedLeader);
