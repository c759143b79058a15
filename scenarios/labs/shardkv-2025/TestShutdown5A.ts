import { shutDown } from '../shardkv1/moves.ts';

export default shutDown();
