import { joinBasic } from '../shardkv1/moves.ts';

export default joinBasic();
