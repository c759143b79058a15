import { progressShutdown } from '../shardkv1/moves.ts';

export default progressShutdown();
