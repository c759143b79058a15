import { concurrentControllers } from '../shardkv1/rivals.ts';

export default concurrentControllers(false);
