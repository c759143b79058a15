/** What must be true of locks and leases. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { across, tracked, type Property } from '../../properties/property.ts';
import type { FencedResourceVocabulary, LeaseClientVocabulary, LockClientVocabulary } from '../../protocols/lock/index.ts';

/** No lock is held by two clients at once. A client that crashes holds nothing any more. */
export const mutualExclusion: Property = tracked<LockClientVocabulary>('no two clients hold a lock at once', () => {
  const holders = new Map<string, NodeId>();
  return ({ role, node, after }) => {
    if (role !== 'client') return true;
    for (const [lock, holder] of holders) if (holder === node && !after.held.includes(lock)) holders.delete(lock);
    for (const lock of after.held) {
      const holder = holders.get(lock);
      if (holder !== undefined && holder !== node) return `'${lock}' is held by node ${holder} and node ${node}`;
      holders.set(lock, node);
    }
    return true;
  };
});

/** The resource accepts writes in the order of their tokens, and each token belongs to one client. */
export const fencedInOrder: Property = across<FencedResourceVocabulary>('tokens accepted by the resource never go back', 'server', ({ before, after }) => {
  if (!('memory' in before) || !('token' in before.memory) || !('token' in after.memory)) return true;
  return after.memory.token >= before.memory.token || `token ${before.memory.token} was followed by ${after.memory.token}`;
});

/** The fastest that a clock may run, in a thousand: what leases assume. */
const fastest = 1_010;

/**
 * From the step in which a client gets or renews its lease to its earliest possible end in true time, no other client gets
 * one. A client that is down believes in nothing; what a paused client would do is the resource's business.
 */
export const oneBeliever: Property = tracked<LeaseClientVocabulary>('no two clients believe in the lease at once', () => {
  const believers = new Map<NodeId, { readonly token: number; readonly until: number }>();
  return ({ role, node, time, before, event, after }) => {
    if (role !== 'client') return true;
    if (after.lease === null || event.kind === 'start' || event.clock === null) return believers.delete(node) || true;
    const remaining = after.lease.deadline - event.clock.monotonic;
    believers.set(node, { token: after.lease.token, until: time + Math.floor((remaining * 1_000) / fastest) });
    if (before?.lease?.token === after.lease.token) return true;
    const rival = [...believers].find(([other, { until }]) => other !== node && until > time);
    return rival === undefined || `node ${node} got token ${after.lease.token} while node ${rival[0]} holds ${rival[1].token}`;
  };
});
