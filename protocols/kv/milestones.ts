/** Named situations in the lives of clerks and servers of both editions. */
import type { Effect, Milestone, Vocabulary } from '../../sim/core/index.ts';
import type { AppendMemory } from './append-service.ts';
import type { AppendMessage } from './append.ts';
import type { ClerkVocabulary } from './clerk.ts';
import type { JournaledVocabulary } from './journal.ts';
import type { VersionedMemory } from './versioned-service.ts';
import type { PutReply, VersionedMessage, VersionedRequest, VersionedResult } from './versioned.ts';

/** What a server answers from; null while it does not answer. */
type View<State, Memory> = (state: State) => Memory | null;

export interface Serving<State extends object, Message> extends Vocabulary {
  readonly state: State;
  readonly message: Message;
}

const sends = <V extends Vocabulary>(effects: readonly Effect<V>[], is: (message: V['message']) => boolean): boolean =>
  effects.some((effect) => effect.kind === 'send' && is(effect.message));

export function versionedMilestones<State extends object>(view: View<State, VersionedMemory>) {
  const answers = (error: PutReply['error']): Milestone<Serving<State, VersionedMessage>> => ({
    holds: (_before, _event, _after, effects) => sends(effects, (message) => message.kind === 'putReply' && message.error === error),
  });
  const copyDropped: Milestone<Serving<State, VersionedMessage>> = {
    holds: (before, event, _after, effects) =>
      event.kind === 'message' && event.message.kind === 'put' && view(before) !== null && effects.length === 0,
  };
  return {
    putApplied: answers('OK'),
    versionRefused: answers('ErrVersion'),
    keyMissed: answers('ErrNoKey'),
    /** A put that the network had duplicated or held back. */
    copyDropped,
  } as const;
}

export function appendMilestones<State extends object>(view: View<State, AppendMemory>) {
  const onChange = (isNew: boolean, isAnswered: boolean): Milestone<Serving<State, AppendMessage>> => ({
    holds(before, event, after, effects) {
      const isChange = event.kind === 'message' && (event.message.kind === 'put' || event.message.kind === 'append');
      return isChange && view(before) !== null && (view(before) !== view(after)) === isNew && effects.length > 0 === isAnswered;
    },
  });
  return {
    changeExecuted: onChange(true, true),
    /** A change was asked for again, and not executed again. */
    answerRepeated: onChange(false, true),
    /** A copy from before the session's newest change. */
    copyDropped: onChange(false, false),
  } as const;
}

type Journaled = JournaledVocabulary<object, unknown, unknown>;

const rewrites = (effects: readonly Effect<Journaled>[]): boolean => effects.some(({ kind }) => kind === 'rewrite');

const onEntryWritten: Milestone<Journaled> = { holds: (_before, _event, _after, effects) => effects.some(({ kind }) => kind === 'write') };
const onCompacted: Milestone<Journaled> = { holds: (_before, event, _after, effects) => event.kind === 'message' && rewrites(effects) };
const onSuspended: Milestone<Journaled> = {
  holds: (before, _event, after) => before.status === 'serving' && after.status === 'suspended',
};
const onResumed: Milestone<Journaled> = { holds: (before, _event, after) => before.status === 'suspended' && after.status === 'serving' };
const onRefused: Milestone<Journaled> = { holds: (_before, event, after) => event.kind === 'message' && after.status === 'corrupt' };

export const journalMilestones = {
  entryWritten: onEntryWritten,
  journalCompacted: onCompacted,
  /** The storage failed: nothing is answered until the journal is being rewritten. */
  serviceSuspended: onSuspended,
  serviceResumed: onResumed,
  /** Somebody asked a server whose journal is damaged. */
  journalRefused: onRefused,
} as const;

type AnyClerk = ClerkVocabulary<unknown, unknown, unknown>;

const onRetry: Milestone<AnyClerk> = {
  holds: (_before, event, _after, effects) => event.kind === 'timeout' && effects.some(({ kind }) => kind === 'send'),
};
const onLateAnswer: Milestone<AnyClerk> = { holds: (before, event, after) => event.kind === 'message' && before.call === after.call };

/** Named situations in the life of a clerk of either edition. */
export const clerkMilestones = {
  retrySent: onRetry,
  /** An answer to an earlier call, or a copy of one. */
  lateAnswer: onLateAnswer,
} as const;

const onMaybe: Milestone<ClerkVocabulary<VersionedRequest, VersionedResult, VersionedMessage>> = {
  holds: (_before, _event, _after, effects) =>
    effects.some((effect) => effect.kind === 'reply' && effect.result.kind === 'put' && effect.result.error === 'ErrMaybe'),
};

/** Those of any clerk, and the one in which it tells its user ErrMaybe. */
export const versionedClerkMilestones = { ...clerkMilestones, maybeReturned: onMaybe } as const;
