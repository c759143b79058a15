import { asClientsSeeIt } from '../../scenario.ts';
import overtaken from '../overtaken.ts';

export default asClientsSeeIt(overtaken);
