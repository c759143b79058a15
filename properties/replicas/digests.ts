import { fingerprint } from '../../sim/core/fingerprint.ts';
import { tracked, type Property } from '../property.ts';
import { IndexTable } from '../raft/index-table.ts';
import { isReplicaStep, type ReplicaWords } from './applied.ts';

/**
 * "If two state machines begin in the same state and see the same commands in the same order, they end in the same state" (paper, section 2),
 * whether they saw them one by one, in batches, or as a snapshot; after restarts, too.
 */
export const equalDigests: Property = tracked<ReplicaWords<object>>('replicas that have applied the same have the same state', () => {
  const digests = new IndexTable();
  return (step) => {
    if (!isReplicaStep(step)) return true;
    const { node, before, after } = step;
    const { lastApplied, storage } = after.raft;
    // Whoever finds its disk damaged restores nothing, and says nothing.
    if (storage === 'corrupt' || (before !== null && before.machine === after.machine && before.raft.lastApplied === lastApplied)) return true;
    const digest = fingerprint(after.machine);
    const known = digests.get(lastApplied) ?? digest;
    digests.set(lastApplied, known);
    return known === digest || `the state of node ${node} after entry ${lastApplied} is not that of another replica, or its own before`;
  };
});
