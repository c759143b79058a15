import { unreliable2 } from '../shardkv/concurrent.ts';

export default unreliable2();
