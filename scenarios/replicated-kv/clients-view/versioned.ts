import { asClientsSeeIt } from '../../scenario.ts';
import versioned from '../versioned.ts';

export default asClientsSeeIt(versioned);
