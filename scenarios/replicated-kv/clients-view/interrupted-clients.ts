import { asClientsSeeIt } from '../../scenario.ts';
import interruptedClients from '../interrupted-clients.ts';

export default asClientsSeeIt(interruptedClients);
