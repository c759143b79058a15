/**
 * How the server of the 2024 edition executes every request exactly once.
 *
 * It remembers, for each session, the number of the last change and what it takes to answer it again. A clerk has
 * one request outstanding, so a new request says that the answer before it was seen, and frees it at once. The number is kept for good:
 * with it forgotten, a copy that the network held back would be executed again.
 *
 * A session that only reads leaves no trace here: reads may be repeated freely.
 */
import { Dictionary, unreachable } from '../../sim/core/index.ts';
import type { Answered, AppendMessage, AppendResult, Asked, Change, Identity } from './append.ts';
import { unanswered } from './service.ts';
import type { Served, Service } from './service.ts';
import { appendText, noTexts, putText, recallPrefix, releasePrefix, valueOf } from './texts.ts';
import type { Prefix, Texts } from './texts.ts';

/** The last change of one session. */
export interface Executed {
  readonly request: number;
  /** The value before an append, while it may be asked for again; null: there is none, or it was seen. */
  readonly owed: Prefix | null;
}

/** Everything that the server knows: the values, and what it takes to answer each session again. */
export interface AppendMemory {
  readonly texts: Texts;
  /** By session. */
  readonly sessions: Dictionary<number, Executed>;
}

/** `overtaken`: the session is past this request, so it was executed, and its answer seen. */
export type Age = 'new' | 'repeated' | 'overtaken';

export interface AppendRules {
  ageOf(last: Executed | null, request: number): Age;
  /** The value before an append that was executed already. */
  recall(texts: Texts, key: string, owed: Prefix): string;
  /** Frees what the session's last answer would need. */
  release(texts: Texts, last: Executed | null): Texts;
  /** What is left of the last change when a later get shows that its answer was seen. */
  afterGet(sessions: AppendMemory['sessions'], get: Identity): AppendMemory['sessions'];
}

export const appendRules: AppendRules = {
  ageOf(last, request) {
    if (last === null || request > last.request) return 'new';
    return request === last.request ? 'repeated' : 'overtaken';
  },

  recall: (texts, _key, owed) => recallPrefix(texts, owed),

  release: (texts, last) => (last === null || last.owed === null ? texts : releasePrefix(texts, last.owed)),

  afterGet: (sessions, { session, request }) => sessions.set(session, { request, owed: null }),
};

export type AppendService = Service<AppendMemory, AppendMessage, Change>;
type AppendServed = Served<AppendMemory, AppendMessage, Change>;

export function appendService(rules: AppendRules): AppendService {
  function serveGet(memory: AppendMemory, get: Extract<Asked, { kind: 'get' }>): AppendServed {
    const answer = answerTo(get, { kind: 'get', value: valueOf(memory.texts, get.key) });
    const last = memory.sessions.get(get.session) ?? null;
    if (last === null || last.owed === null || get.request < last.request) return { memory, answer, entry: null };
    const sessions = rules.afterGet(memory.sessions, get);
    return { memory: { texts: rules.release(memory.texts, last), sessions }, answer, entry: null };
  }

  function serveChange(memory: AppendMemory, change: Change): AppendServed {
    const last = memory.sessions.get(change.session) ?? null;
    const age = rules.ageOf(last, change.request);
    switch (age) {
      case 'new': {
        const after = replay(memory, change);
        return { memory: after, answer: answerAgain(after, change), entry: change };
      }
      case 'repeated':
        return { memory, answer: answerAgain(memory, change), entry: null };
      case 'overtaken':
        return unanswered(memory, 'a late copy: its answer was seen before the session went on');
      default:
        return unreachable(age);
    }
  }

  /** Executes a change. */
  function replay(memory: AppendMemory, change: Change): AppendMemory {
    const { session, request, key, value } = change;
    const freed = rules.release(memory.texts, memory.sessions.get(session) ?? null);
    const { texts, owed } = change.kind === 'put' ? { texts: putText(freed, key, value), owed: null } : appendText(freed, key, value);
    return { texts, sessions: memory.sessions.set(session, { request, owed }) };
  }

  /** The answer to the last change of its session, now or again. */
  function answerAgain({ texts, sessions }: AppendMemory, change: Change): Answered {
    if (change.kind === 'put') return answerTo(change, { kind: 'put' });
    const owed = sessions.get(change.session)?.owed ?? null;
    return answerTo(change, { kind: 'append', value: owed === null ? '' : rules.recall(texts, change.key, owed) });
  }

  return {
    empty: { texts: noTexts, sessions: Dictionary.empty() },
    serve(memory, message) {
      switch (message.kind) {
        case 'get':
          return serveGet(memory, message);
        case 'put':
        case 'append':
          return serveChange(memory, message);
        case 'answer':
        case 'wrongLeader':
          return unanswered(memory, 'a server asks nothing');
        default:
          return unreachable(message);
      }
    },
    replay,
  };
}

const answerTo = ({ session, request }: Identity, result: AppendResult): Answered => ({ kind: 'answer', session, request, result });
