import type { History, Operation } from '../../history.ts';
import { complete, type CompleteModel, type Model } from '../model.ts';
import type { Placed } from '../verdict.ts';

/** A legal order of some operations that cannot go on: then `stuck` is the first to return of those that are left. */
export interface DeadEnd<State> {
  readonly order: readonly Placed<State>[];
  readonly states: readonly State[];
  readonly stuck: number | null;
}

const visitsMax = 1_500;

/**
 * Legal orders of the operations, from a state on, that cannot go on: the longest first, one for each state in which they end,
 * at most `count`. Found depth first within a fixed number of visits: the same each time, and not all where there are many.
 * Operations are named by their place in the list.
 */
export function deadEnds<State, Input, Output>(model: Model<State, Input, Output>, operations: History<Input, Output>, start: State, count: number): readonly DeadEnd<State>[] {
  const search = new DeadEndSearch(complete(model), operations);
  search.visit(start);
  return [...search.found.values()].sort((a, b) => b.order.length - a.order.length).slice(0, count);
}

class DeadEndSearch<State, Input, Output> {
  /** By the state at the end. */
  readonly found = new Map<string | number, DeadEnd<State>>();
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #operations: History<Input, Output>;
  /** The places of the operations in the order of their returns. */
  readonly #byReturn: readonly number[];
  readonly #isPlaced: boolean[];
  readonly #order: Placed<State>[] = [];
  readonly #visited = new Set<string>();
  /** States are long, at times. */
  readonly #ids = new Map<string | number, number>();
  #visits = 0;

  constructor(model: CompleteModel<State, Input, Output>, operations: History<Input, Output>) {
    this.#model = model;
    this.#operations = operations;
    this.#isPlaced = operations.map(() => false);
    this.#byReturn = Array.from(operations.keys()).sort((a, b) => this.#return(a) - this.#return(b) || a - b);
  }

  #idOf(state: State): number {
    const key = this.#model.stateKey(state);
    const id = this.#ids.get(key) ?? this.#ids.size;
    this.#ids.set(key, id);
    return id;
  }

  #return(place: number): number {
    return this.#operations[place]?.return ?? Infinity;
  }

  /** As deep as there are operations: some hundreds. */
  visit(state: State): void {
    const key = `${this.#isPlaced.map(Number).join('')} ${this.#idOf(state)}`;
    if (this.#visited.has(key) || this.#visits >= visitsMax) return;
    this.#visited.add(key);
    this.#visits++;
    const left = this.#byReturn.filter((place) => this.#isPlaced[place] !== true);
    const earliest = left[0] === undefined ? Infinity : this.#return(left[0]);
    const nexts = left.flatMap((place) => this.#steps(place, state, earliest));
    if (nexts.length === 0) this.#keep(state, left);
    for (const { operation, state: next } of nexts) this.#place(operation, next);
  }

  /** What the operation leads to here, where it may come next: nothing that is left returned before it was called. */
  #steps(place: number, state: State, earliest: number): readonly Placed<State>[] {
    const operation: Operation<Input, Output> | undefined = this.#operations[place];
    if (operation === undefined || operation.call > earliest) return [];
    const nexts = this.#model.step(state, operation.input, operation.output).map((next) => ({ operation: place, state: next }));
    // What was never answered is of interest where it changes something.
    return operation.return === null ? nexts.filter((next) => this.#idOf(next.state) !== this.#idOf(state)) : nexts;
  }

  #place(place: number, state: State): void {
    this.#isPlaced[place] = true;
    this.#order.push({ operation: place, state });
    this.visit(state);
    this.#order.pop();
    this.#isPlaced[place] = false;
  }

  #keep(state: State, left: readonly number[]): void {
    const stuck = left.find((place) => this.#return(place) !== Infinity) ?? null;
    const key = this.#model.stateKey(state);
    const known = this.found.get(key);
    if (stuck === null || (known !== undefined && known.order.length >= this.#order.length)) return;
    this.found.set(key, { order: [...this.#order], states: [state], stuck });
  }
}
