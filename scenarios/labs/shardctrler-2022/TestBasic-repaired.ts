import { basic } from '../shardctrler/basic.ts';

export default basic('repaired');
