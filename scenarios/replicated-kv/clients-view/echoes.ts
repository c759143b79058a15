import { asClientsSeeIt } from '../../scenario.ts';
import echoes from '../echoes.ts';

export default asClientsSeeIt(echoes);
