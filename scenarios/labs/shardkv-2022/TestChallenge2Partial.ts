import { challenge2Partial } from '../shardkv/challenges.ts';

export default challenge2Partial();
