import { minimalAgain } from '../shardctrler/basic.ts';

export default minimalAgain();
