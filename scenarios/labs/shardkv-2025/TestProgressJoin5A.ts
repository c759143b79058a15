import { progressJoin } from '../shardkv1/concurrent.ts';

export default progressJoin();
