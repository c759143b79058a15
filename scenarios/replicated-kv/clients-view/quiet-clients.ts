import { asClientsSeeIt } from '../../scenario.ts';
import quietClients from '../quiet-clients.ts';

export default asClientsSeeIt(quietClients);
