import { staticShards } from '../shardkv/moves.ts';

export default staticShards();
