import { asClientsSeeIt } from '../../scenario.ts';
import transactions from '../transactions.ts';

export default asClientsSeeIt(transactions);
