import { concurrent3 } from '../shardkv/concurrent.ts';

export default concurrent3();
