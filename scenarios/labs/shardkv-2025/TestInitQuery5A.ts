import { initQuery } from '../shardkv1/moves.ts';

export default initQuery();
