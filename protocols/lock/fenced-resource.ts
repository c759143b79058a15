/**
 * A resource that refuses whoever comes with an old token (fencing). It makes a lease safe: a holder that was paused, or whose
 * clock is wrong, may believe in its lease for as long as it likes; once a later holder has written, it cannot.
 *
 * The highest token is journaled before the write is confirmed. Within one token the writes are numbered, so that a copy that the
 * network held back does not undo a later write.
 */
import { unreachable } from '../../sim/core/index.ts';
import type { Effect, Milestone, Protocol } from '../../sim/core/index.ts';
import { journaledServer, journalRules } from '../kv/journal.ts';
import type { JournaledVocabulary, JournalOptions, JournalRules } from '../kv/journal.ts';
import { journalMilestones } from '../kv/milestones.ts';
import { unanswered } from '../kv/service.ts';
import type { Served, Service } from '../kv/service.ts';

export interface FencedWrite {
  readonly kind: 'write';
  readonly token: number;
  /** Counts the writes of one client, from 1. */
  readonly sequence: number;
  readonly value: string;
}

export interface FencedWriteReply {
  readonly kind: 'writeReply';
  readonly token: number;
  readonly sequence: number;
  readonly outcome: 'ok' | 'fenced';
}

/** What travels between lease holders and the resource. */
export type ResourceMessage = FencedWrite | FencedWriteReply;

/** The newest write that was accepted; token 0: none. */
export interface ResourceMemory {
  readonly token: number;
  readonly sequence: number;
  readonly value: string;
}

export interface FencingRules {
  /** `overtaken`: a later write of the same holder was accepted, so that holder has seen its answer. */
  judge(newest: ResourceMemory, write: FencedWrite): 'new' | 'repeated' | 'overtaken' | 'fenced';
}

const fencingRules: FencingRules = {
  judge(newest, { token, sequence }) {
    if (token < newest.token) return 'fenced';
    if (token > newest.token || sequence > newest.sequence) return 'new';
    return sequence === newest.sequence ? 'repeated' : 'overtaken';
  },
};

export interface FencedResourceRules extends FencingRules, JournalRules<ResourceMemory, ResourceMessage, ResourceMemory> {}

/** Types of the fenced resource: it stores each write that it accepts. */
export type FencedResourceVocabulary = JournaledVocabulary<ResourceMemory, ResourceMessage, ResourceMemory>;

/** A resource of one value, behind a fence. */
export function fencedResource(options: JournalOptions = {}): Protocol<FencedResourceVocabulary> {
  const withRules = (rules: FencedResourceRules): Protocol<FencedResourceVocabulary> => ({
    ...journaledServer({ name: 'fencedResource', service: fencedService(rules), rules, options }),
    milestones: { ...fencingMilestones, ...journalMilestones },
    rules,
    assemble: withRules,
  });
  return withRules({ ...fencingRules, ...journalRules });
}

type FencedServed = Served<ResourceMemory, ResourceMessage, ResourceMemory>;

function fencedService(rules: FencingRules): Service<ResourceMemory, ResourceMessage, ResourceMemory> {
  function serveWrite(memory: ResourceMemory, write: FencedWrite): FencedServed {
    const { token, sequence, value } = write;
    const judgement = rules.judge(memory, write);
    switch (judgement) {
      case 'new': {
        const entry = { token, sequence, value };
        return { memory: entry, answer: replyTo(write, 'ok'), entry };
      }
      case 'repeated':
        return { memory, answer: replyTo(write, 'ok'), entry: null };
      case 'fenced':
        return { memory, answer: replyTo(write, 'fenced'), entry: null };
      case 'overtaken':
        return unanswered(memory, 'a late copy of a write that its holder knows to be accepted');
      default:
        return unreachable(judgement);
    }
  }

  return {
    empty: { token: 0, sequence: 0, value: '' },
    serve: (memory, message) => (message.kind === 'write' ? serveWrite(memory, message) : unanswered(memory, 'a resource asks nothing')),
    replay: (_memory, entry) => entry,
  };
}

function replyTo({ token, sequence }: FencedWrite, outcome: FencedWriteReply['outcome']): FencedWriteReply {
  return { kind: 'writeReply', token, sequence, outcome };
}

const says = (effects: readonly Effect<FencedResourceVocabulary>[], outcome: 'ok' | 'fenced'): boolean =>
  effects.some((effect) => effect.kind === 'send' && effect.message.kind === 'writeReply' && effect.message.outcome === outcome);

const onAccepted: Milestone<FencedResourceVocabulary> = { holds: (_before, _event, _after, effects) => says(effects, 'ok') };
const onFencedOff: Milestone<FencedResourceVocabulary> = { holds: (_before, _event, _after, effects) => says(effects, 'fenced') };

const fencingMilestones = { writeAccepted: onAccepted, fencedOff: onFencedOff } as const;
