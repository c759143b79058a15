import { asClientsSeeIt } from '../../scenario.ts';
import versionedRestarts from '../versioned-restarts.ts';

export default asClientsSeeIt(versionedRestarts);
