import { asClientsSeeIt } from '../../scenario.ts';
import store from '../store.ts';

export default asClientsSeeIt(store);
