import { unreliable3 } from '../shardkv/concurrent.ts';

export default unreliable3();
