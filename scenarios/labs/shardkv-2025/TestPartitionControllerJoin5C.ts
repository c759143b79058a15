import { partitionedJoin } from '../shardkv1/rivals.ts';

export default partitionedJoin();
