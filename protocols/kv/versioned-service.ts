/**
 * How the server of the versioned edition answers: the lab's rule for puts, behind a filter that the lab does not need.
 *
 * The lab's network never duplicates, and a sending that it reports as failed never arrives later. Clerks rely on both: "the
 * first sending was refused" is taken to mean "the put did not happen". Here a duplicate of a put that *was* executed would
 * be refused too, for the version has moved on, and its answer may overtake the OK; and a put refused because its version
 * is yet to come would be executed when that version has come and a late copy arrives. So the server restores what
 * the lab takes for granted:
 *
 *  1. each sending of a put is handled at most once, and never after a later one of its session;
 *  2. a refusal is final: no sending of a refused put is executed.
 *
 * Then ErrVersion for a first sending is definite, ErrMaybe says the truth when it is returned and ever after, and
 * what the graveyard of the network gives back years later changes nothing. It takes one small entry per session, without
 * values: the server knows neither whether it was executed nor what was answered, and a put that is sent again is judged
 * by its version, as in the lab. An entry is kept for good: to forget it is to let old copies in again.
 */
import { Dictionary, unreachable } from '../../sim/core/index.ts';
import { unanswered } from './service.ts';
import type { Served, Service } from './service.ts';
import type { Attempt, Get, Put, PutReply, Refusal, Versioned, VersionedMessage } from './versioned.ts';

/** The last put of one session that changed a value or was refused for good. */
export interface Heard {
  readonly request: number;
  readonly attempt: number;
  /** The final answer to this request; null where it was executed. */
  readonly refusal: Refusal | null;
}

/** Everything that the server knows: the values, and the last put of each session. */
export interface VersionedMemory {
  readonly values: Dictionary<string, Versioned>;
  /** By session. */
  readonly heard: Dictionary<number, Heard>;
}

export type VersionedEntry =
  | { readonly kind: 'put'; readonly put: Put }
  | { readonly kind: 'refusal'; readonly attempt: Attempt; readonly refusal: Refusal };

export interface VersionedRules {
  /** Was this sending handled before, or one that was sent after it? */
  wasHandled(heard: Heard | null, attempt: Attempt): boolean;
  /** The lab's rule: a put applies only to the version that it names. */
  judge(stored: Versioned | null, put: Put): 'OK' | Refusal;
  /** Could a copy of a put that is refused now be accepted later? Then the refusal must be remembered. */
  couldApplyLater(stored: Versioned | null, put: Put): boolean;
  /** What the server remembers of its sessions after it has handled a sending. */
  hear(heard: VersionedMemory['heard'], attempt: Attempt, refusal: Refusal | null): VersionedMemory['heard'];
  /** What an accepted put leaves behind. */
  valueAfter(stored: Versioned | null, put: Put): Versioned;
}

export const versionedRules: VersionedRules = {
  wasHandled(heard, { request, attempt }) {
    if (heard === null) return false;
    return request < heard.request || (request === heard.request && attempt <= heard.attempt);
  },

  judge(stored, { version }) {
    if (stored === null) return version === 0 ? 'OK' : 'ErrNoKey';
    return version === stored.version ? 'OK' : 'ErrVersion';
  },

  // Versions only grow: a version of the past never comes back.
  couldApplyLater: (stored, { version }) => version > (stored?.version ?? 0),

  hear: (heard, { session, request, attempt }, refusal) => heard.set(session, { request, attempt, refusal }),

  valueAfter: (_stored, { value, version }) => ({ value, version: version + 1 }),
};

/** The lab's server to the letter: without the filter, which the lab's network does not need. It remembers values only. */
export const labRules: VersionedRules = {
  ...versionedRules,
  wasHandled: () => false,
  couldApplyLater: () => false,
  hear: (heard) => heard,
};

export type VersionedService = Service<VersionedMemory, VersionedMessage, VersionedEntry>;
type VersionedServed = Served<VersionedMemory, VersionedMessage, VersionedEntry>;

export function versionedService(rules: VersionedRules): VersionedService {
  function serveGet(memory: VersionedMemory, { session, request, key }: Get): VersionedServed {
    const found = memory.values.get(key) ?? null;
    return { memory, answer: { kind: 'getReply', session, request, found }, entry: null };
  }

  function servePut(memory: VersionedMemory, put: Put): VersionedServed {
    const heard = memory.heard.get(put.session) ?? null;
    if (heard?.request === put.request && heard.refusal !== null) return { memory, answer: replyTo(put, heard.refusal), entry: null };
    if (rules.wasHandled(heard, put)) return unanswered(memory, 'a copy of a sending that was handled, or one overtaken by a later one');
    const stored = memory.values.get(put.key) ?? null;
    const error = rules.judge(stored, put);
    const answer = replyTo(put, error);
    if (error === 'OK') return remember(memory, { kind: 'put', put }, answer);
    if (rules.couldApplyLater(stored, put)) return remember(memory, { kind: 'refusal', attempt: identityOf(put), refusal: error }, answer);
    return { memory, answer, entry: null };
  }

  function remember(memory: VersionedMemory, entry: VersionedEntry, answer: PutReply): VersionedServed {
    return { memory: replay(memory, entry), answer, entry };
  }

  function replay({ values, heard }: VersionedMemory, entry: VersionedEntry): VersionedMemory {
    if (entry.kind === 'refusal') return { values, heard: rules.hear(heard, entry.attempt, entry.refusal) };
    const { put } = entry;
    const value = rules.valueAfter(values.get(put.key) ?? null, put);
    return { values: values.set(put.key, value), heard: rules.hear(heard, put, null) };
  }

  return {
    empty: { values: Dictionary.empty(), heard: Dictionary.empty() },
    serve(memory, message) {
      switch (message.kind) {
        case 'get':
          return serveGet(memory, message);
        case 'put':
          return servePut(memory, message);
        case 'getReply':
        case 'putReply':
        case 'wrongLeader':
          return unanswered(memory, 'a server asks nothing');
        default:
          return unreachable(message);
      }
    },
    replay,
  };
}

const identityOf = ({ session, request, attempt }: Attempt): Attempt => ({ session, request, attempt });

const replyTo = (put: Put, error: 'OK' | Refusal): PutReply => ({ kind: 'putReply', ...identityOf(put), error });
