import { asClientsSeeIt } from '../../scenario.ts';
import illServer from '../ill-server.ts';

export default asClientsSeeIt(illServer);
