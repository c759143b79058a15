import { asClientsSeeIt } from '../../scenario.ts';
import quietSnapshots from '../quiet-snapshots.ts';

export default asClientsSeeIt(quietSnapshots);
