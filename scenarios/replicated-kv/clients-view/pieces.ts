import { asClientsSeeIt } from '../../scenario.ts';
import pieces from '../pieces.ts';

export default asClientsSeeIt(pieces);
