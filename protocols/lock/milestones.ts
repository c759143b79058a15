/** Named situations in the lives of lock and lease clients. */
import type { Effect, Milestone, Vocabulary } from '../../sim/core/index.ts';
import type { LeaseClientVocabulary } from './lease.ts';
import type { LockClientVocabulary } from './lock.ts';

const replies = <V extends Vocabulary>(effects: readonly Effect<V>[], is: (result: V['result']) => boolean): boolean =>
  effects.some((effect) => effect.kind === 'reply' && is(effect.result));

const arms = <V extends Vocabulary>(effects: readonly Effect<V>[], timer: V['timer']): boolean =>
  effects.some((effect) => effect.kind === 'setTimer' && effect.timer === timer);

const onAcquired: Milestone<LockClientVocabulary> = {
  holds: (_before, _event, _after, effects) => replies(effects, ({ kind }) => kind === 'acquired'),
};
const onReleased: Milestone<LockClientVocabulary> = {
  holds: (_before, _event, _after, effects) => replies(effects, ({ kind }) => kind === 'released'),
};
const onContended: Milestone<LockClientVocabulary> = { holds: (_before, _event, _after, effects) => arms(effects, 'poll') };
const onReadBack: Milestone<LockClientVocabulary> = {
  holds: ({ task: before }, _event, { task: after }) =>
    before?.kind === 'locking' && before.stage === 'writing' && after?.kind === 'locking' && after.stage === 'looking',
};

/** Named situations in the life of a lock client. */
export const lockMilestones = {
  acquired: onAcquired,
  released: onReleased,
  /** It found the lock taken. */
  contended: onContended,
  /** It does not know what became of its put, and looks. */
  readBack: onReadBack,
} as const;

const onLeaseAcquired: Milestone<LeaseClientVocabulary> = {
  holds: (before, _event, after) => before.errand?.goal === 'acquire' && before.lease === null && after.lease !== null,
};
const onTakenOver: Milestone<LeaseClientVocabulary> = {
  holds: (before, _event, after) => before.errand?.stage === 'looking' && after.errand?.stage === 'writing' && after.watch !== null,
};
const onRenewed: Milestone<LeaseClientVocabulary> = {
  holds: (before, _event, after) => before.errand?.goal === 'renew' && after.errand === null && after.lease !== null,
};
const onLost: Milestone<LeaseClientVocabulary> = {
  holds: (before, event, after) => event.kind !== 'request' && before.lease !== null && after.lease === null,
};
const onFenced: Milestone<LeaseClientVocabulary> = {
  holds: (_before, _event, _after, effects) => replies(effects, (result) => result.kind === 'write' && result.outcome === 'fenced'),
};

/** Named situations in the life of a lease client. */
export const leaseMilestones = {
  leaseAcquired: onLeaseAcquired,
  /** It puts its name in the place of another holder's, whose time is over. */
  takenOver: onTakenOver,
  renewed: onRenewed,
  /** Its lease ended without a release. */
  leaseLost: onLost,
  /** Its write came after that of a later holder. */
  writeFenced: onFenced,
} as const;
