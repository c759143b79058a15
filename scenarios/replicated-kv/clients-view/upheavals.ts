import { asClientsSeeIt } from '../../scenario.ts';
import upheavals from '../upheavals.ts';

export default asClientsSeeIt(upheavals);
