import { asClientsSeeIt } from '../../scenario.ts';
import drift from '../drift.ts';

export default asClientsSeeIt(drift);
