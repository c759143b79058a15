/** Toy nodes for the tests of a world: a puppet does what it is asked, and nothing else. */
import type { Effect, Event, Protocol, Stored, Vocabulary } from '../../core/protocol.ts';

export interface Puppet extends Vocabulary {
  readonly state: PuppetState;
  /** The effects that it is to have. */
  readonly request: readonly Effect<Vocabulary>[];
}

export interface PuppetState {
  /** What it found on its disk when it started. */
  readonly disk: readonly Stored<unknown>[];
  /** Events that it has had since. */
  readonly events: number;
}

/** A request lists effects, and has them. Milestones: `hears`, and `hears X` for the messages a to c. */
export const puppet: Protocol<Puppet> = {
  name: 'puppet',
  start: (_self, _nodes, disk) => ({ state: { disk, events: 0 }, effects: [] }),
  step: (state, event) => ({ state: { ...state, events: state.events + 1 }, effects: event.kind === 'request' ? event.request : [] }),
  milestones: {
    hears: { holds: (_before, event) => event.kind === 'message' },
    'hears a': { holds: (_before, event) => hears(event, 'a') },
    'hears b': { holds: (_before, event) => hears(event, 'b') },
    'hears c': { holds: (_before, event) => hears(event, 'c') },
  },
};

const hears = (event: Event<Puppet>, message: string): boolean => event.kind === 'message' && event.message === message;

/** The same, and its events carry its clocks. */
export const clockReader: Protocol<Puppet> = { ...puppet, name: 'clockReader', readsClock: true };

/** What a puppet may be asked. */
export const ask = {
  send: (to: number, message: unknown): Effect<Vocabulary> => ({ kind: 'send', to, message, early: false }),
  sendEarly: (to: number, message: unknown): Effect<Vocabulary> => ({ kind: 'send', to, message, early: true }),
  write: (record: unknown, tag: number | null = null): Effect<Vocabulary> => ({ kind: 'write', record, tag }),
  rewrite: (records: readonly unknown[], tag: number | null = null): Effect<Vocabulary> => ({ kind: 'rewrite', records, tag }),
  reply: (id: number, result: unknown): Effect<Vocabulary> => ({ kind: 'reply', id, result, early: false }),
  replyEarly: (id: number, result: unknown): Effect<Vocabulary> => ({ kind: 'reply', id, result, early: true }),
  setTimer: (timer: string, min: number, max: number = min): Effect<Vocabulary> => ({ kind: 'setTimer', timer, min, max }),
  cancelTimer: (timer: string): Effect<Vocabulary> => ({ kind: 'cancelTimer', timer }),
  emit: (output: unknown): Effect<Vocabulary> => ({ kind: 'emit', output }),
};
