import { asClientsSeeIt } from '../../scenario.ts';
import quietReaders from '../quiet-readers.ts';

export default asClientsSeeIt(quietReaders);
