import { asClientsSeeIt } from '../../scenario.ts';
import busy from '../busy.ts';

export default asClientsSeeIt(busy);
