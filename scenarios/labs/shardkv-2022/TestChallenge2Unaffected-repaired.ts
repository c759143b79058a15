import { challenge2Unaffected } from '../shardkv/challenges.ts';

export default challenge2Unaffected('repaired');
