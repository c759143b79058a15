import type { Operation } from '../../history.ts';
import { type CompleteModel, complete, type Model } from '../model.ts';
import { Transitions } from './transitions.ts';
import { at } from './words.ts';

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
  /** 1 for operations that leave every state as it is. */
  readonly pure: Int32Array;
  /** Where its bit stands among the words of a configuration's mask, and the bit. */
  readonly word: Int32Array;
  readonly bit: Int32Array;
  /** An operation of the same kind that may be required to come first without losing an order, or -1. */
  readonly twin: Int32Array;
  /** Index in the history. */
  readonly source: Int32Array;
  readonly optional: readonly OptionalKind[];
  readonly unanswered: number;
  /** Bits of operations with an effect come first, those of pure ones after them. */
  readonly effectWords: number;
  readonly words: number;
  /** Most answered operations open at once. */
  readonly window: number;
}

/** `sources` are the indices in `history` of the operations of one partition. */
export function prepare<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: readonly Operation<Input, Output>[],
  sources: readonly number[],
): Problem<State, Input, Output> {
  return new Preparation(complete(model), history, sources).problem();
}

interface Answered {
  readonly source: number;
  readonly kind: number;
  readonly call: number;
  readonly return: number;
  readonly pure: boolean;
}

interface Unanswered {
  readonly source: number;
  readonly kind: number;
  readonly call: number;
}

class Preparation<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #answered: Answered[] = [];
  readonly #unanswered: Unanswered[] = [];

  constructor(
    model: CompleteModel<State, Input, Output>,
    history: readonly Operation<Input, Output>[],
    sources: readonly number[],
  ) {
    this.#model = model;
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
    const pure = this.#model.isPure(input, output);
    const call = rank(operation.call);
    if (operation.return !== null) {
      this.#answered.push({ source, kind: this.#transitions.kind(input, output), call, return: rank(operation.return), pure });
    } else if (!pure) {
      // An unanswered operation without an effect says nothing.
      this.#unanswered.push({ source, kind: this.#transitions.kind(input, null), call });
    }
  }

  problem(): Problem<State, Input, Output> {
    const answered = this.#answered;
    const call = Int32Array.from(answered, (operation) => operation.call);
    const returns = Int32Array.from(answered, (operation) => operation.return);
    const kind = Int32Array.from(answered, (operation) => operation.kind);
    const pure = Int32Array.from(answered, (operation) => (operation.pure ? 1 : 0));
    return {
      model: this.#model,
      transitions: this.#transitions,
      size: answered.length,
      kind,
      call,
      return: returns,
      pure,
      twin: twins(kind, call, pure),
      source: Int32Array.from(answered, (operation) => operation.source),
      optional: optionalKinds(this.#unanswered),
      unanswered: this.#unanswered.length,
      ...seats(call, returns, pure),
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
function twins(kind: Int32Array, call: Int32Array, pure: Int32Array): Int32Array {
  const twin = new Int32Array(kind.length).fill(-1);
  const earlierByKind = new Map<number, number[]>();
  for (let operation = 0; operation < kind.length; operation++) {
    if (at(pure, operation) === 1) continue;
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

type Seats = Pick<Problem<unknown, unknown, unknown>, 'word' | 'bit' | 'words' | 'effectWords' | 'window'>;

/** Gives every operation a seat that no other one holds while it is open. */
function seats(call: Int32Array, returns: Int32Array, pure: Int32Array): Seats {
  const seat = new Int32Array(call.length);
  const free: readonly [number[], number[]] = [[], []];
  const taken: [number, number] = [0, 0];
  let closed = 0;
  let window = 0;
  const byCall = [...call.keys()].sort((a, b) => at(call, a) - at(call, b) || a - b);
  for (const [opened, operation] of byCall.entries()) {
    for (; at(returns, closed) < at(call, operation); closed++) free[sideOf(pure, closed)].push(at(seat, closed));
    const side = sideOf(pure, operation);
    seat[operation] = free[side].pop() ?? taken[side]++;
    window = Math.max(window, opened + 1 - closed);
  }
  const effectWords = wordsFor(taken[0]);
  const word = seat.map((place, operation) => (place >>> 5) + (at(pure, operation) === 1 ? effectWords : 0));
  return { word, bit: seat.map((place) => 1 << (place & 31)), words: effectWords + wordsFor(taken[1]), effectWords, window };
}

const sideOf = (pure: Int32Array, operation: number): 0 | 1 => (at(pure, operation) === 1 ? 1 : 0);
const wordsFor = (bits: number): number => (bits + 31) >>> 5;
