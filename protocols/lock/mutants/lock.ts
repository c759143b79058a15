/** Deliberate bugs of the lock. */
import type { Mutant } from '../../../sim/core/index.ts';
import { free, lockRules } from '../lock.ts';
import type { LockRules } from '../lock.ts';

const takesMaybeForAcquired: Mutant<LockRules> = {
  id: 'LOCK-09',
  title: 'An acquire that ends with ErrMaybe counts as done, without reading back.',
  protocol: 'lockClient',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 2: handle ErrMaybe by reading back',
  replaces: { isSettled: (goal, error) => error === 'OK' || (goal === 'acquire' && error === 'ErrMaybe') },
};

const releasesWhateverIsThere: Mutant<LockRules> = {
  id: 'LOCK-10',
  title: 'A release that is unsure frees the lock again, whoever holds it by now.',
  protocol: 'lockClient',
  hardness: 'medium',
  source: 'a release frees only what its caller holds',
  replaces: {
    decide(goal, value, holder) {
      if (goal === 'release') return value === free ? 'done' : 'write';
      return lockRules.decide(goal, value, holder);
    },
  },
};

const namesHolderAfterNode: Mutant<LockRules> = {
  id: 'LOCK-21',
  title: 'The holder is named after the node: a restarted client takes the lock of its earlier life for its own.',
  protocol: 'lockClient',
  hardness: 'hard',
  source: 'MIT 6.5840 lab 2: identify holders by a random string',
  replaces: { drawHolder: (_choose, self) => `client${self}` },
};

const takesRefusalForAcquired: Mutant<LockRules> = {
  id: 'LOCK-22',
  title: 'An acquire is done after its put, whatever the answer.',
  protocol: 'lockClient',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 2: a put applies only if its version equals the stored one',
  replaces: { isSettled: (goal, error) => error === 'OK' || goal === 'acquire' },
};

export const lockOnlyMutants = [takesMaybeForAcquired, releasesWhateverIsThere, namesHolderAfterNode, takesRefusalForAcquired] as const;
