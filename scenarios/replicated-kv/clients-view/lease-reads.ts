import { asClientsSeeIt } from '../../scenario.ts';
import leaseReads from '../lease-reads.ts';

export default asClientsSeeIt(leaseReads);
