import { concurrent2 } from '../shardkv/concurrent.ts';

export default concurrent2();
