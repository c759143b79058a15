import { asClientsSeeIt } from '../../scenario.ts';
import ahead from '../ahead.ts';

export default asClientsSeeIt(ahead);
