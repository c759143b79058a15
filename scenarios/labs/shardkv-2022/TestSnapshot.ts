import { snapshot } from '../shardkv/moves.ts';

export default snapshot();
