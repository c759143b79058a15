import { joinLeaveBasic } from '../shardkv1/moves.ts';

export default joinLeaveBasic();
