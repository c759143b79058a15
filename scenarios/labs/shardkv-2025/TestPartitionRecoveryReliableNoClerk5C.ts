import { partitionedControllers } from '../shardkv1/takeover.ts';

export default partitionedControllers({ rounds: 5, reconnects: true });
