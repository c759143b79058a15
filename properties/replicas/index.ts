/** What must be true of replicas of a state machine, whatever machine it is. */
export { appliedIn, continues, isReplicaStep, receivedIn, wasRestored } from './applied.ts';
export type { AppliedEntry, ReplicaStep, ReplicaWords } from './applied.ts';
export { logBytesBounded, messagesBounded } from './bounds.ts';
export type { MessageAllowance } from './bounds.ts';
export { exactlyOnce } from './effects.ts';
export type { Effect, EffectView, Told } from './effects.ts';
export { sessionsRemember } from './sessions.ts';
