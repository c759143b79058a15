import { concurrent1 } from '../shardkv/concurrent.ts';

export default concurrent1();
