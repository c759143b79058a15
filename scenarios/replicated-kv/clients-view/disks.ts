import { asClientsSeeIt } from '../../scenario.ts';
import disks from '../disks.ts';

export default asClientsSeeIt(disks);
