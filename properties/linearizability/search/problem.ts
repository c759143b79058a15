import type { Completed, History } from '../../history.ts';
import { type CompleteModel, complete, type Model } from '../model.ts';
import { sorts, Transitions } from './transitions.ts';
import { at, item, stampAt } from './words.ts';

/** Unanswered operations of one kind. They may take effect or not; only how many did so counts. */
export interface OptionalKind {
  readonly kind: number;
  /** Their calls, ascending: the first to take effect is the first that was called. */
  readonly calls: readonly number[];
  readonly sources: readonly number[];
}

/**
 * The operations of one partition, ready to be searched.
 *
 * Answered operations are numbered in the order of their returns, so that "all before `first`" says most of what has been
 * done. Of the others only those open at the return of `first` can have been done: each has a bit of its own among those
 * open at the same time.
 */
export interface Problem<State, Input, Output> {
  readonly model: CompleteModel<State, Input, Output>;
  readonly transitions: Transitions<State, Input, Output>;
  /** How many answered operations there are. */
  readonly size: number;
  readonly kind: Int32Array;
  readonly call: Float64Array;
  readonly return: Float64Array;
  /** The operations in the order of their calls. */
  readonly byCall: Int32Array;
  readonly sort: Int32Array;
  /** Where its bit stands among the words of a configuration's mask, and the bit. */
  readonly word: Int32Array;
  readonly bit: Int32Array;
  /** An operation of the same kind that may be required to come first without losing an order, or -1. */
  readonly twin: Int32Array;
  /** Index in the history. */
  readonly source: Int32Array;
  readonly optional: readonly OptionalKind[];
  readonly unanswered: number;
  /** The mask has words for each sort, in that order, and after the overwriting ones as many again (see `Rules`). */
  readonly dependentWords: number;
  readonly overwritingWords: number;
  readonly words: number;
  /** Most answered operations open at once. */
  readonly window: number;
  /** From this operation on nothing overwrites, so that a search may look ahead (`canLeadTo`); infinite where it never may. */
  readonly lookAheadFrom: number;
}

/** `sources` are the indices in `history` of the operations of one partition. */
export function prepare<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  sources: readonly number[],
): Problem<State, Input, Output> {
  return new Preparation(complete(model), model.canLeadTo !== undefined, history, sources).problem();
}

class Preparation<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #looksAhead: boolean;
  readonly #answered: readonly Sourced<Completed<Input, Output>>[];
  readonly #unanswered: readonly Unanswered[];

  constructor(
    model: CompleteModel<State, Input, Output>,
    looksAhead: boolean,
    history: History<Input, Output>,
    sources: readonly number[],
  ) {
    this.#model = model;
    this.#looksAhead = looksAhead;
    this.#transitions = new Transitions(model);
    this.#answered = answeredOf(history, sources);
    this.#unanswered = this.#unansweredOf(history, sources);
  }

  /** An unanswered operation without an effect says nothing: an order with it stays legal without it. */
  #unansweredOf(history: History<Input, Output>, sources: readonly number[]): readonly Unanswered[] {
    const unanswered: Unanswered[] = [];
    for (const source of sources) {
      const found = history[source];
      if (found === undefined || found.return !== null) continue;
      const kind = this.#transitions.kind(found.input, null);
      if (this.#transitions.sort(kind) !== sorts.pure) unanswered.push({ source, kind, call: found.call });
    }
    return unanswered.sort((a, b) => a.call - b.call || a.source - b.source);
  }

  #lookAheadFrom(sort: Int32Array): number {
    const isOverwriting = this.#unanswered.some(({ kind }) => this.#transitions.overwrites(kind));
    return isOverwriting || !this.#looksAhead ? Infinity : sort.lastIndexOf(sorts.overwriting) + 1;
  }

  problem(): Problem<State, Input, Output> {
    const answered = this.#answered;
    const size = answered.length;
    const [call, returns] = [new Float64Array(size), new Float64Array(size)];
    const [source, kind, sort] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
    for (let i = 0; i < size; i++) {
      const { source: place, operation } = item(answered, i);
      const number = this.#transitions.kind(operation.input, operation.output);
      call[i] = operation.call;
      returns[i] = operation.return;
      source[i] = place;
      kind[i] = number;
      sort[i] = this.#transitions.sort(number);
    }
    return {
      model: this.#model,
      transitions: this.#transitions,
      size,
      kind,
      call,
      return: returns,
      sort,
      twin: twins(kind, call, sort),
      source,
      optional: optionalKinds(this.#unanswered),
      unanswered: this.#unanswered.length,
      lookAheadFrom: this.#lookAheadFrom(sort),
      ...seats(call, returns, sort),
    };
  }
}

interface Unanswered {
  readonly source: number;
  readonly kind: number;
  readonly call: number;
}

interface Sourced<Found> {
  readonly source: number;
  readonly operation: Found;
}

/** In the order of their returns. */
function answeredOf<Input, Output>(history: History<Input, Output>, sources: readonly number[]): readonly Sourced<Completed<Input, Output>>[] {
  const answered: Sourced<Completed<Input, Output>>[] = [];
  for (const source of sources) {
    const operation = history[source];
    if (operation !== undefined && operation.return !== null) answered.push({ source, operation });
  }
  return answered.sort((a, b) => a.operation.return - b.operation.return || a.operation.call - b.operation.call || a.source - b.source);
}

/**
 * Of two operations of one kind, the one both called and returned no later may be placed first: swapping them in an order
 * changes nothing. Nested intervals must not be ordered so. Each operation is given its latest such twin.
 */
function twins(kind: Int32Array, call: Float64Array, sort: Int32Array): Int32Array {
  const twin = new Int32Array(kind.length).fill(-1);
  const earlierByKind: number[][] = [];
  for (let operation = 0; operation < kind.length; operation++) {
    if (at(sort, operation) === sorts.pure) continue;
    const earlier = (earlierByKind[at(kind, operation)] ??= []);
    // One called after this and returned before it is nested: it is no twin of this, nor of a later one that has this.
    while (earlier.length > 0 && stampAt(call, earlier.at(-1) ?? 0) > stampAt(call, operation)) earlier.pop();
    twin[operation] = earlier.at(-1) ?? -1;
    earlier.push(operation);
  }
  return twin;
}

function optionalKinds(unanswered: readonly Unanswered[]): readonly OptionalKind[] {
  const kinds = new Map<number, { kind: number; calls: number[]; sources: number[] }>();
  for (const { kind, call, source } of unanswered) {
    const same = kinds.get(kind) ?? { kind, calls: [], sources: [] };
    kinds.set(kind, same);
    same.calls.push(call);
    same.sources.push(source);
  }
  return [...kinds.values()];
}

type Seats = Pick<Problem<unknown, unknown, unknown>, 'byCall' | 'word' | 'bit' | 'words' | 'dependentWords' | 'overwritingWords' | 'window'>;

/** Gives every operation a seat that no other one of its sort holds while it is open. */
function seats(call: Float64Array, returns: Float64Array, sort: Int32Array): Seats {
  const seat = new Int32Array(call.length);
  const rooms = [new Room(), new Room(), new Room()];
  let closed = 0;
  let window = 0;
  const byCall = Int32Array.from([...call.keys()].sort((a, b) => stampAt(call, a) - stampAt(call, b) || a - b));
  for (const [opened, operation] of byCall.entries()) {
    for (; stampAt(returns, closed) < stampAt(call, operation); closed++) item(rooms, at(sort, closed)).leave(at(seat, closed));
    seat[operation] = item(rooms, at(sort, operation)).take();
    window = Math.max(window, opened + 1 - closed);
  }
  const [dependentWords = 0, overwritingWords = 0, pureWords = 0] = rooms.map(({ words }) => words);
  const firstWords = [0, dependentWords, dependentWords + 2 * overwritingWords];
  const word = seat.map((place, operation) => (place >>> 5) + item(firstWords, at(sort, operation)));
  const words = dependentWords + 2 * overwritingWords + pureWords;
  return { byCall, word, bit: seat.map((place) => 1 << (place & 31)), words, dependentWords, overwritingWords, window };
}

class Room {
  readonly #free: number[] = [];
  #seats = 0;

  take(): number {
    return this.#free.pop() ?? this.#seats++;
  }

  leave(seat: number): void {
    this.#free.push(seat);
  }

  /** Words for a bit per seat. */
  get words(): number {
    return (this.#seats + 31) >>> 5;
  }
}
