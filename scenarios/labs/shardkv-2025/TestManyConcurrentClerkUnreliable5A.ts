import { concurrentClerks } from '../shardkv1/concurrent.ts';

export default concurrentClerks({ clerks: 10, unreliable: true });
