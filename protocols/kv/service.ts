/**
 * A service is the part of a server that knows its paper: what it remembers, and how it answers. It is pure, and the same
 * whether the server keeps its memory only (here) or a journal (`journal.ts`).
 */
import { unreachable } from '../../sim/core/index.ts';
import type { NodeId, Protocol, Step, Vocabulary } from '../../sim/core/index.ts';
import { ignore } from './ignore.ts';

export interface Service<Memory extends object, Message, Entry> {
  readonly empty: Memory;
  serve(memory: Memory, message: Message): Served<Memory, Message, Entry>;
  /** Does again what `serve` decided when it returned this entry. */
  replay(memory: Memory, entry: Entry): Memory;
}

export interface Served<Memory extends object, Message, Entry> {
  readonly memory: Memory;
  /** Null where none is due. */
  readonly answer: Message | null;
  /** What must not be forgotten once the answer is known; null where nothing. */
  readonly entry: Entry | null;
}

/** Neither answers nor remembers, for the reason given. */
export function unanswered<Memory extends object>(memory: Memory, reason: string): Served<Memory, never, never> {
  ignore(reason);
  return { memory, answer: null, entry: null };
}

export interface ServerVocabulary<Memory extends object, Message> extends Vocabulary {
  readonly state: Memory;
  readonly message: Message;
  readonly timer: never;
  readonly record: never;
  readonly request: never;
  readonly result: never;
  readonly output: never;
}

/** A server that keeps everything in memory: a crash loses it all, as in the labs, whose single server never crashes. */
export function memoryServer<Memory extends object, Message, Entry>(
  name: string,
  service: Service<Memory, Message, Entry>,
): Protocol<ServerVocabulary<Memory, Message>> {
  return {
    name,
    start: () => ({ state: service.empty, effects: [] }),
    step(state, event) {
      switch (event.kind) {
        case 'message':
          return handleMessage(service, state, event.from, event.message);
        case 'timeout':
        case 'request':
        case 'stored':
        case 'storageFailed':
          ignore('it has no timer, no user and no disk');
          return { state, effects: [] };
        default:
          return unreachable(event);
      }
    },
  };
}

function handleMessage<Memory extends object, Message, Entry>(
  service: Service<Memory, Message, Entry>,
  before: Memory,
  from: NodeId,
  message: Message,
): Step<ServerVocabulary<Memory, Message>> {
  const { memory, answer } = service.serve(before, message);
  return { state: memory, effects: answer === null ? [] : [{ kind: 'send', to: from, message: answer, early: false }] };
}
