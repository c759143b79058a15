import { asClientsSeeIt } from '../../scenario.ts';
import contested from '../contested.ts';

export default asClientsSeeIt(contested);
