import { joinLeave } from '../shardkv/moves.ts';

export default joinLeave();
