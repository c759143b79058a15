/** Deliberate bugs of leases and fencing. */
import type { Mutant } from '../../../sim/core/index.ts';
import { journalRules } from '../../kv/journal.ts';
import type { FencedResourceRules } from '../fenced-resource.ts';
import type { LeaseRules } from '../lease.ts';

const usesLeaseThatEnded: Mutant<LeaseRules> = {
  id: 'LOCK-01',
  title: 'Acquire returns although its lease has ended while the answer was under way.',
  protocol: 'leaseClient',
  hardness: 'medium',
  source: 'etcd #11456',
  replaces: { isFresh: () => true },
};

const countsFromReceipt: Mutant<LeaseRules> = {
  id: 'LOCK-05',
  title: 'The holder counts its lease from the answer, not from before it asked.',
  protocol: 'leaseClient',
  hardness: 'hard',
  source: 'yugabyte-db #16: a lease counts from when it was asked for',
  replaces: { deadline: (_sentAt, answeredAt, duration) => answeredAt + duration },
};

const readsWallClock: Mutant<LeaseRules> = {
  id: 'LOCK-08',
  title: 'Leases are counted on the wall clock, which jumps.',
  protocol: 'leaseClient',
  hardness: 'medium',
  source: 'sofa-jraft #26, #24',
  replaces: { now: ({ wall }) => wall },
};

const revivesLease: Mutant<LeaseRules> = {
  id: 'LOCK-13',
  title: 'A refused renewal is tried again at the version found, and revives a lease that has ended.',
  protocol: 'leaseClient',
  hardness: 'medium',
  source: 'copycat #42, atomix #982',
  replaces: { afterRefusedRenewal: (isOurs) => (isOurs ? 'keep' : 'renew'), isInUse: () => true },
};

const neverTakesOver: Mutant<LeaseRules> = {
  id: 'LOCK-15',
  title: 'The lease of a holder that is gone is never taken over.',
  protocol: 'leaseClient',
  hardness: 'easy',
  source: 'rustfs #5939',
  replaces: { mayTakeOver: () => false },
};

const ignoresRenewals: Mutant<LeaseRules> = {
  id: 'LOCK-23',
  title: 'A competitor counts from its first look at the holder, and renewals do not make it start again.',
  protocol: 'leaseClient',
  hardness: 'easy',
  source: 'the watch must be on one version',
  replaces: { watched: (watch, version, now) => ({ version, since: watch?.since ?? now }) },
};

const acceptsAnyToken: Mutant<FencedResourceRules> = {
  id: 'LOCK-03',
  title: 'The resource does not look at the token.',
  protocol: 'fencedResource',
  hardness: 'medium',
  source: 'Kleppmann, How to do distributed locking',
  replaces: {
    judge(newest, { token, sequence }) {
      if (token !== newest.token || sequence > newest.sequence) return 'new';
      return sequence === newest.sequence ? 'repeated' : 'overtaken';
    },
  },
};

const forgetsToken: Mutant<FencedResourceRules> = {
  id: 'LOCK-04',
  title: 'The highest token is lost in a restart.',
  protocol: 'fencedResource',
  hardness: 'hard',
  source: 'Kleppmann, How to do distributed locking: tokens grow for good',
  replaces: {
    recover(service, disk) {
      const recovered = journalRules.recover(service, disk);
      return { ...recovered, memory: { ...recovered.memory, token: 0, sequence: 0 } };
    },
  },
};

const acceptsLateWrites: Mutant<FencedResourceRules> = {
  id: 'LOCK-24',
  title: 'A late copy of a write undoes a later write under the same token.',
  protocol: 'fencedResource',
  hardness: 'medium',
  source: 'fencing orders holders, not the writes of one holder',
  replaces: {
    judge(newest, { token, sequence }) {
      if (token < newest.token) return 'fenced';
      return token === newest.token && sequence === newest.sequence ? 'repeated' : 'new';
    },
  },
};

export const leaseMutants = [
  usesLeaseThatEnded,
  countsFromReceipt,
  readsWallClock,
  revivesLease,
  neverTakesOver,
  ignoresRenewals,
  acceptsAnyToken,
  forgetsToken,
  acceptsLateWrites,
] as const;
