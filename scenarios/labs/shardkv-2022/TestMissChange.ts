import { missChange } from '../shardkv/moves.ts';

export default missChange();
