import { unreliable1 } from '../shardkv/concurrent.ts';

export default unreliable1();
