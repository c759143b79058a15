import { asClientsSeeIt } from '../../scenario.ts';
import quietVotes from '../quiet-votes.ts';

export default asClientsSeeIt(quietVotes);
