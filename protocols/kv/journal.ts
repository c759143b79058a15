/**
 * A server that survives crashes and failing storage, whatever service it gives: it journals each entry before the answer
 * leaves, and folds the journal when it starts.
 *
 * Answers promise only what is stored, because a write withholds everything said after it, reads of a fresh value included.
 * What remains are the times without a pending write. In normal service they are harmless: all of the memory is stored. After
 * a storage failure they are not: the memory holds entries that are on no disk, and nothing would withhold an answer that
 * shows them. So a failure *suspends* the service at once, until a rewrite of the whole journal has been issued, behind
 * which answers are withheld again; if that one fails too, its answers were never sent, and the service is suspended anew. The
 * entries that failed are not taken back: nobody was told about them, and their clients still ask.
 */
import { Turn, milliseconds, unreachable } from '../../sim/core/index.ts';
import type { Event, NodeId, Protocol, Step, Stored, Vocabulary } from '../../sim/core/index.ts';
import { ignore } from './ignore.ts';
import type { Service } from './service.ts';

/** When a journal is compacted, and how soon a failed one is written again. */
export interface JournalOptions {
  /** The journal is compacted when it would have more records than this. Default: 1,000. */
  readonly compactAbove?: number;
  /** Pause between a storage failure and the next try, in microseconds. Default: 100 ms. */
  readonly rewriteDelay?: number;
}

export type JournalRecord<Memory, Entry> =
  /** Everything up to here, persistent collections included. */
  | { readonly kind: 'snapshot'; readonly memory: Memory }
  | { readonly kind: 'entry'; readonly entry: Entry };

/** State of a journaled server: the memory of its service, and how its journal fares. */
export interface JournaledState<Memory> {
  readonly memory: Memory;
  /** Records in the journal. */
  readonly records: number;
  /**
   * `suspended`: the storage has failed and part of the memory is on no disk. `corrupt`: a stored record was damaged, and what
   * is missing is not known: silence is the only right answer.
   */
  readonly status: 'serving' | 'suspended' | 'corrupt';
}

/** What the server answers from; null while it answers nothing. */
export function servedMemory<Memory>({ memory, status }: JournaledState<Memory>): Memory | null {
  return status === 'serving' ? memory : null;
}

export interface JournaledVocabulary<Memory, Message, Entry> extends Vocabulary {
  readonly state: JournaledState<Memory>;
  readonly message: Message;
  readonly timer: 'rewrite';
  readonly record: JournalRecord<Memory, Entry>;
  readonly request: never;
  readonly result: never;
  readonly output: never;
}

export type JournalTurn<Memory, Message, Entry> = Turn<JournaledVocabulary<Memory, Message, Entry>>;

/** What a journal says, up to the first record that cannot be read. */
export interface Recovered<Memory> {
  readonly memory: Memory;
  readonly records: number;
  readonly end: 'whole' | 'torn' | 'corrupt';
}

export interface JournalRules<Memory extends object, Message, Entry> {
  recover(service: Service<Memory, Message, Entry>, disk: readonly Stored<JournalRecord<Memory, Entry>>[]): Recovered<Memory>;
  /** What a compacted journal says of this memory: all of it. */
  snapshotOf(memory: Memory): Memory;
  answer(turn: JournalTurn<Memory, Message, Entry>, to: NodeId, message: Message): void;
  handleStorageFailed(turn: JournalTurn<Memory, Message, Entry>, rewriteDelay: number): void;
}

export const journalRules = {
  recover<Memory extends object, Message, Entry>(
    service: Service<Memory, Message, Entry>,
    disk: readonly Stored<JournalRecord<Memory, Entry>>[],
  ): Recovered<Memory> {
    let memory = service.empty;
    for (const [records, stored] of disk.entries()) {
      if (stored.kind !== 'record') return { memory, records, end: stored.kind };
      const { record } = stored;
      memory = record.kind === 'snapshot' ? record.memory : service.replay(memory, record.entry);
    }
    return { memory, records: disk.length, end: 'whole' };
  },

  snapshotOf: <Memory>(memory: Memory): Memory => memory,

  answer<Memory, Message, Entry>(turn: JournalTurn<Memory, Message, Entry>, to: NodeId, message: Message): void {
    turn.send(to, message);
  },

  handleStorageFailed<Memory, Message, Entry>(turn: JournalTurn<Memory, Message, Entry>, rewriteDelay: number): void {
    turn.state.status = 'suspended';
    turn.setTimer('rewrite', rewriteDelay);
  },
} as const;

/** What tells one journaled server from another. */
export interface JournaledKind<Memory extends object, Message, Entry> {
  readonly name: string;
  readonly service: Service<Memory, Message, Entry>;
  readonly rules: JournalRules<Memory, Message, Entry>;
  readonly options: JournalOptions;
}

/** The service behind a journal. */
export function journaledServer<Memory extends object, Message, Entry>(
  kind: JournaledKind<Memory, Message, Entry>,
): Protocol<JournaledVocabulary<Memory, Message, Entry>> {
  const steps = new JournaledSteps(kind);
  return {
    name: kind.name,
    start: (_self, _nodes, disk) => steps.start(disk),
    step: (state, event) => steps.step(state, event),
  };
}

class JournaledSteps<Memory extends object, Message, Entry> {
  readonly #service: Service<Memory, Message, Entry>;
  readonly #rules: JournalRules<Memory, Message, Entry>;
  readonly #options: JournalOptions;

  constructor({ service, rules, options }: JournaledKind<Memory, Message, Entry>) {
    this.#service = service;
    this.#rules = rules;
    this.#options = options;
  }

  start(disk: readonly Stored<JournalRecord<Memory, Entry>>[]): Step<JournaledVocabulary<Memory, Message, Entry>> {
    const { memory, records, end } = this.#rules.recover(this.#service, disk);
    const turn: JournalTurn<Memory, Message, Entry> = new Turn({ memory, records, status: end === 'corrupt' ? 'corrupt' : 'serving' });
    // A torn tail must go before anything is written behind it: nothing after it could be read again.
    if (end === 'torn') this.#rewrite(turn);
    return turn.end();
  }

  step(
    state: JournaledState<Memory>,
    event: Event<JournaledVocabulary<Memory, Message, Entry>>,
  ): Step<JournaledVocabulary<Memory, Message, Entry>> {
    const turn: JournalTurn<Memory, Message, Entry> = new Turn(state);
    switch (event.kind) {
      case 'message':
        this.#handleMessage(turn, event.from, event.message);
        break;
      case 'timeout':
        this.#handleTimeout(turn);
        break;
      case 'storageFailed':
        this.#handleStorageFailed(turn);
        break;
      case 'stored':
        ignore('its writes carry no tag');
        break;
      case 'request':
        ignore('it has no user');
        break;
      default:
        unreachable(event);
    }
    return turn.end();
  }

  #handleMessage(turn: JournalTurn<Memory, Message, Entry>, from: NodeId, message: Message): void {
    if (turn.state.status !== 'serving') return ignore('suspended or corrupt: an answer could be wrong');
    const { memory, answer, entry } = this.#service.serve(turn.state.memory, message);
    turn.state.memory = memory;
    if (entry !== null) this.#store(turn, entry);
    if (answer !== null) this.#rules.answer(turn, from, answer);
  }

  #handleTimeout(turn: JournalTurn<Memory, Message, Entry>): void {
    if (turn.state.status !== 'suspended') return ignore('no rewrite is due');
    this.#rewrite(turn);
    turn.state.status = 'serving';
  }

  #handleStorageFailed(turn: JournalTurn<Memory, Message, Entry>): void {
    if (turn.state.status === 'corrupt') return ignore('it writes nothing any more');
    this.#rules.handleStorageFailed(turn, this.#options.rewriteDelay ?? milliseconds(100));
  }

  #store(turn: JournalTurn<Memory, Message, Entry>, entry: Entry): void {
    const { compactAbove = 1_000 } = this.#options;
    if (turn.state.records >= compactAbove) return this.#rewrite(turn);
    turn.write({ kind: 'entry', entry });
    turn.state.records++;
  }

  /** The memory in place of the journal that led to it. */
  #rewrite(turn: JournalTurn<Memory, Message, Entry>): void {
    turn.rewrite([{ kind: 'snapshot', memory: this.#rules.snapshotOf(turn.state.memory) }]);
    turn.state.records = 1;
  }
}
