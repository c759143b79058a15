import { joinLeave } from '../shardkv1/waiting.ts';

export default joinLeave('original');
