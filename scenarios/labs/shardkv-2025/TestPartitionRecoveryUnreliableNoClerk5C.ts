import { partitionedControllers } from '../shardkv1/takeover.ts';

export default partitionedControllers({ rounds: 3, reconnects: true, unreliable: true });
