import { manyJoinLeave } from '../shardkv1/moves.ts';

export default manyJoinLeave(true);
