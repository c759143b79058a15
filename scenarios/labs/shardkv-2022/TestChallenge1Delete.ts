import { challenge1Delete } from '../shardkv/challenges.ts';

export default challenge1Delete();
