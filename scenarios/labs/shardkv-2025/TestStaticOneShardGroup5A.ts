import { staticOneShardGroup } from '../shardkv1/moves.ts';

export default staticOneShardGroup();
