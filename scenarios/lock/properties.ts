/** What must be true of locks and leases. */
import type { NodeId, Vocabulary } from '../../sim/core/protocol.ts';
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

/**
 * A lock passes on only when its last holder has asked to release it. Without leases, that of a holder that crashed stays
 * taken: not even the same client, started again, may take it for its own.
 */
export const passedOnByRelease: Property = tracked<LockClientVocabulary>('a lock passes on only by release', () => {
  const lives = new Map<NodeId, number>();
  const holders = new Map<string, string>();
  return ({ role, node, before, event, after }) => {
    if (role !== 'client') return true;
    if (event.kind === 'start') return lives.set(node, (lives.get(node) ?? 0) + 1).size > 0;
    const self = `life ${lives.get(node) ?? 0} of node ${node}`;
    for (const lock of before?.held ?? []) if (!after.held.includes(lock) && holders.get(lock) === self) holders.delete(lock);
    for (const lock of after.held) {
      const holder = holders.get(lock);
      if (holder !== undefined && holder !== self) return `'${lock}' went from ${holder} to ${self}`;
      holders.set(lock, self);
    }
    return true;
  };
});

/** What the resource accepts is in the order of tokens, and under one token in the order of writing. */
export const fencedInOrder: Property = across<FencedResourceVocabulary>('accepted writes never go back', 'server', ({ before, after }) => {
  if (!isResource(before) || !isResource(after)) return true;
  const [old, now] = [before.memory, after.memory];
  if (now.token < old.token) return `token ${old.token} was followed by ${now.token}`;
  return now.token > old.token || now.sequence >= old.sequence || `write ${old.sequence} of token ${now.token} was followed by write ${now.sequence}`;
});

const isResource = (state: FencedResourceVocabulary['state']): boolean => 'memory' in state && 'sequence' in state.memory;

/** The fence, across restarts of the resource: once a write was confirmed, no older token is accepted. */
export const fencedForGood: Property = tracked<LeaseWords>('no write is accepted after one with a later token was confirmed', () => {
  let confirmed = 0;
  return ({ role, event, effects }) => {
    if (role === 'client') {
      const token = event.kind === 'message' ? acceptedToken(event.message) : null;
      confirmed = Math.max(confirmed, token ?? 0);
      return true;
    }
    const tokens = effects.flatMap((effect) => (effect.kind === 'send' ? (acceptedToken(effect.message) ?? []) : []));
    const late = tokens.find((token) => token < confirmed);
    return late === undefined || `a write with token ${late} was accepted after one with ${confirmed} had been confirmed`;
  };
});

/** Steps of clients and of both servers. */
interface LeaseWords extends Vocabulary {
  readonly message: LeaseClientVocabulary['message'];
}

const acceptedToken = (message: LeaseWords['message']): number | null => (message.kind === 'writeReply' && message.outcome === 'ok' ? message.token : null);

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
