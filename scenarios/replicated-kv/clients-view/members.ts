import { asClientsSeeIt } from '../../scenario.ts';
import members from '../members.ts';

export default asClientsSeeIt(members);
