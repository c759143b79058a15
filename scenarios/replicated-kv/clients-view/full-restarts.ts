import { asClientsSeeIt } from '../../scenario.ts';
import fullRestarts from '../full-restarts.ts';

export default asClientsSeeIt(fullRestarts);
