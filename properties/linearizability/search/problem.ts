import type { Operation } from '../../history.ts';
import { type CompleteModel, complete, type Model } from '../model.ts';
import { Transitions } from './transitions.ts';
import { at, item } from './words.ts';

/**
 * How much an operation says: `pure` ones leave every state as it is, `overwriting` ones leave the same state whatever was
 * before, the others depend on the state and change it.
 */
export const sorts = { dependent: 0, overwriting: 1, pure: 2 } as const;

/** Unanswered operations of one kind. They may take effect or not; only how many did so counts. */
export interface OptionalKind {
  readonly kind: number;
  /** Ranks of their calls, ascending: the first to take effect is the first that was called. */
  readonly calls: readonly number[];
  readonly sources: readonly number[];
}

/**
 * The operations of one partition, ready to be searched.
 *
 * Answered operations are numbered in the order of their returns, so that "all before `first`" says most of what has been
 * done. Of the others only those open at the return of `first` can have been done: each has a bit of its own among those
 * open at the same time. Stamps are replaced by ranks.
 */
export interface Problem<State, Input, Output> {
  readonly model: CompleteModel<State, Input, Output>;
  readonly transitions: Transitions<State, Input, Output>;
  /** How many answered operations there are. */
  readonly size: number;
  readonly kind: Int32Array;
  readonly call: Int32Array;
  readonly return: Int32Array;
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
  history: readonly Operation<Input, Output>[],
  sources: readonly number[],
): Problem<State, Input, Output> {
  return new Preparation(complete(model), model.canLeadTo !== undefined, history, sources).problem();
}

interface Answered {
  readonly source: number;
  readonly kind: number;
  readonly call: number;
  readonly return: number;
  readonly sort: number;
}

interface Unanswered {
  readonly source: number;
  readonly kind: number;
  readonly call: number;
}

class Preparation<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #looksAhead: boolean;
  readonly #answered: Answered[] = [];
  readonly #unanswered: Unanswered[] = [];

  constructor(
    model: CompleteModel<State, Input, Output>,
    looksAhead: boolean,
    history: readonly Operation<Input, Output>[],
    sources: readonly number[],
  ) {
    this.#model = model;
    this.#looksAhead = looksAhead;
    this.#transitions = new Transitions(model);
    const rank = ranks(history, sources);
    for (const source of sources) {
      const operation = history[source];
      if (operation !== undefined) this.#add(operation, source, rank);
    }
    this.#answered.sort((a, b) => a.return - b.return || a.call - b.call || a.source - b.source);
    this.#unanswered.sort((a, b) => a.call - b.call || a.source - b.source);
  }

  #add(operation: Operation<Input, Output>, source: number, rank: (stamp: number) => number): void {
    const { input, output } = operation;
    const sort = this.#sortOf(input, output);
    const call = rank(operation.call);
    if (operation.return !== null) {
      this.#answered.push({ source, kind: this.#transitions.kind(input, output), call, return: rank(operation.return), sort });
    } else if (sort !== sorts.pure) {
      // An unanswered operation without an effect says nothing.
      this.#unanswered.push({ source, kind: this.#transitions.kind(input, null), call });
    }
  }

  #sortOf(input: Input, output: Output | null): number {
    if (this.#model.isPure(input, output)) return sorts.pure;
    return this.#model.overwrites(input, output) ? sorts.overwriting : sorts.dependent;
  }

  #lookAheadFrom(sort: Int32Array): number {
    const isOverwriting = this.#unanswered.some(({ kind }) => this.#transitions.overwrites(kind));
    return isOverwriting || !this.#looksAhead ? Infinity : sort.lastIndexOf(sorts.overwriting) + 1;
  }

  problem(): Problem<State, Input, Output> {
    const answered = this.#answered;
    const call = Int32Array.from(answered, (operation) => operation.call);
    const returns = Int32Array.from(answered, (operation) => operation.return);
    const kind = Int32Array.from(answered, (operation) => operation.kind);
    const sort = Int32Array.from(answered, (operation) => operation.sort);
    return {
      model: this.#model,
      transitions: this.#transitions,
      size: answered.length,
      kind,
      call,
      return: returns,
      sort,
      twin: twins(kind, call, sort),
      source: Int32Array.from(answered, (operation) => operation.source),
      optional: optionalKinds(this.#unanswered),
      unanswered: this.#unanswered.length,
      lookAheadFrom: this.#lookAheadFrom(sort),
      ...seats(call, returns, sort),
    };
  }
}

/** Stamps become their ranks: equal stamps stay equal, since intervals are closed and equal stamps overlap. */
function ranks(history: readonly Operation<unknown, unknown>[], sources: readonly number[]): (stamp: number) => number {
  const stamps: number[] = [];
  for (const source of sources) {
    const operation = history[source];
    if (operation === undefined) continue;
    stamps.push(operation.call);
    if (operation.return !== null) stamps.push(operation.return);
  }
  stamps.sort((a, b) => a - b);
  const rank = new Map<number, number>();
  for (const stamp of stamps) if (!rank.has(stamp)) rank.set(stamp, rank.size);
  return (stamp) => rank.get(stamp) ?? 0;
}

/**
 * Of two operations of one kind, the one both called and returned no later may be placed first: swapping them in an order
 * changes nothing. Nested intervals must not be ordered so. Each operation is given its latest such twin.
 */
function twins(kind: Int32Array, call: Int32Array, sort: Int32Array): Int32Array {
  const twin = new Int32Array(kind.length).fill(-1);
  const earlierByKind = new Map<number, number[]>();
  for (let operation = 0; operation < kind.length; operation++) {
    if (at(sort, operation) === sorts.pure) continue;
    const earlier = earlierByKind.get(at(kind, operation)) ?? [];
    earlierByKind.set(at(kind, operation), earlier);
    // One called after this and returned before it is nested: it is no twin of this, nor of a later one that has this.
    while (earlier.length > 0 && at(call, earlier.at(-1) ?? 0) > at(call, operation)) earlier.pop();
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

type Seats = Pick<Problem<unknown, unknown, unknown>, 'word' | 'bit' | 'words' | 'dependentWords' | 'overwritingWords' | 'window'>;

/** Gives every operation a seat that no other one of its sort holds while it is open. */
function seats(call: Int32Array, returns: Int32Array, sort: Int32Array): Seats {
  const seat = new Int32Array(call.length);
  const rooms = [new Room(), new Room(), new Room()];
  let closed = 0;
  let window = 0;
  const byCall = [...call.keys()].sort((a, b) => at(call, a) - at(call, b) || a - b);
  for (const [opened, operation] of byCall.entries()) {
    for (; at(returns, closed) < at(call, operation); closed++) item(rooms, at(sort, closed)).leave(at(seat, closed));
    seat[operation] = item(rooms, at(sort, operation)).take();
    window = Math.max(window, opened + 1 - closed);
  }
  const [dependentWords = 0, overwritingWords = 0, pureWords = 0] = rooms.map(({ words }) => words);
  const firstWords = [0, dependentWords, dependentWords + 2 * overwritingWords];
  const word = seat.map((place, operation) => (place >>> 5) + item(firstWords, at(sort, operation)));
  const words = dependentWords + 2 * overwritingWords + pureWords;
  return { word, bit: seat.map((place) => 1 << (place & 31)), words, dependentWords, overwritingWords, window };
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
