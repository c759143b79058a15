import { multi } from '../shardctrler/multi.ts';

export default multi('repaired');
