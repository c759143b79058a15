import { deleteBasic } from '../shardkv1/moves.ts';

export default deleteBasic();
