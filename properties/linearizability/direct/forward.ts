import type { Completed, History } from '../../history.ts';
import { complete, type CompleteModel, type Model } from '../model.ts';
import { isSet, item, stampAt } from '../search/words.ts';
import type { Placed } from '../verdict.ts';
import { StateWeight } from './stateWeight.ts';

/** Of the operations that return later, so many are looked at: the bits of a number, less its sign and the operation itself. */
const aheadMax = 30;
/** So many times it may go back before it gets further than ever; and in all once for so many operations, too. */
const setbacksMin = 64;
const operationsPerSetback = 8;

/** What has been placed: all before `first`, in the order of returns, and of those after it the ones whose bits are set. */
interface Stand<State> {
  readonly first: number;
  readonly done: number;
  readonly state: State;
  /** How much of the order led here. */
  readonly placed: number;
  /** How many ways to go on have been tried. */
  tried: number;
}

/**
 * A legal order of the answered operations, found by going forward in the order of their returns; null where that does not find one.
 * What has no effect is placed as soon as it is possible, anything else when its return comes; where it is not possible then,
 * something else that is open comes before it. It goes back where that leads nowhere, but not often: this is for the many histories in
 * which little stands against any order, and needs none of the tables that a search needs.
 */
export function goForward<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>, sources: readonly number[]): readonly Placed<State>[] | null {
  return new Forward(complete(model), answered(history, sources)).order();
}

interface Sourced<Input, Output> {
  readonly source: number;
  readonly operation: Completed<Input, Output>;
}

/** In the order of returns. */
function answered<Input, Output>(history: History<Input, Output>, sources: readonly number[]): readonly Sourced<Input, Output>[] {
  const found: Sourced<Input, Output>[] = [];
  for (const source of sources) {
    const operation = history[source];
    if (operation !== undefined && operation.return !== null) found.push({ source, operation });
  }
  return found.sort((a, b) => a.operation.return - b.operation.return);
}

class Forward<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #operations: readonly Sourced<Input, Output>[];
  readonly #isPure: Uint8Array;
  readonly #call: Float64Array;
  readonly #return: Float64Array;
  /** By operation: the earliest call from it on. */
  readonly #callFrom: Float64Array;
  readonly #order: Placed<State>[] = [];
  readonly #stands: Stand<State>[] = [];
  readonly #weight: StateWeight<State>;
  readonly #failed = new Map<number, Stand<State>[]>();
  #setbacks: number;
  #setbacksHere = setbacksMin;
  #furthest = 0;
  /** Where the states take too much memory; where an operation may leave several states; or one that is pure another state than it found: the model has not kept its word. */
  #isLost = false;

  constructor(model: CompleteModel<State, Input, Output>, operations: readonly Sourced<Input, Output>[]) {
    this.#model = model;
    this.#weight = new StateWeight(model);
    this.#operations = operations;
    this.#isPure = new Uint8Array(operations.length);
    this.#call = new Float64Array(operations.length);
    this.#return = new Float64Array(operations.length);
    this.#callFrom = new Float64Array(operations.length);
    let earliest = Infinity;
    for (let i = operations.length - 1; i >= 0; i--) {
      const { input, output, call, return: returned } = item(operations, i).operation;
      earliest = Math.min(earliest, call);
      this.#isPure[i] = Number(model.isPure(input, output));
      this.#call[i] = call;
      this.#return[i] = returned;
      this.#callFrom[i] = earliest;
    }
    this.#setbacks = setbacksMin + operations.length / operationsPerSetback;
  }

  order(): readonly Placed<State>[] | null {
    this.#enter(0, 0, this.#model.init());
    while (!this.#isLost && this.#setbacks > 0 && this.#setbacksHere > 0) {
      const stand = this.#stands.at(-1);
      if (stand === undefined) return null;
      if (stand.first === this.#operations.length) return this.#order;
      if (!this.#goOn(stand)) this.#goBack(stand);
    }
    return null;
  }

  /** Takes the next operation that may come now: `first`; then others after which it can come; then any. Whether there is one. */
  #goOn(stand: Stand<State>): boolean {
    while (stand.tried <= 2 * aheadMax) {
      const tried = stand.tried++;
      const ahead = tried <= aheadMax ? tried : tried - aheadMax;
      if (!this.#isOpen(stand, ahead)) continue;
      const next = this.#step(stand.state, stand.first + ahead);
      if (next === null || (ahead > 0 && this.#isPossible(next.state, stand.first) !== tried <= aheadMax)) continue;
      this.#order.length = stand.placed;
      this.#order.push({ operation: this.#sourceOf(stand.first + ahead), state: next.state });
      if (this.#weight.add(next.state)) this.#isLost = true;
      this.#enter(stand.first, stand.done | (1 << ahead), next.state);
      return true;
    }
    return false;
  }

  /** Whether the operation so far ahead has an effect, was called before `first` returns, and has not been placed. */
  #isOpen({ first, done }: Stand<State>, ahead: number): boolean {
    const operation = first + ahead;
    if (operation >= this.#operations.length || (done & (1 << ahead)) !== 0) return false;
    return !isSet(this.#isPure, operation) && stampAt(this.#call, operation) <= stampAt(this.#return, first);
  }

  #goBack(stand: Stand<State>): void {
    this.#setbacks--;
    this.#setbacksHere--;
    this.#stands.pop();
    const failed = this.#failed.get(stand.first);
    if (failed === undefined) this.#failed.set(stand.first, [stand]);
    else failed.push(stand);
  }

  /** Places what has no effect wherever it is possible, and goes on to the first that is not placed. */
  #enter(start: number, startDone: number, state: State): void {
    let [first, done] = [start, startDone];
    let looked = -Infinity;
    for (;;) {
      for (; (done & 1) !== 0; done >>>= 1) first++;
      if (first === this.#operations.length) break;
      done = this.#absorb(first, done, state, looked);
      looked = stampAt(this.#return, first);
      if ((done & 1) === 0) break;
    }
    if (first > this.#furthest) [this.#furthest, this.#setbacksHere] = [first, setbacksMin];
    const stand = { first, done, state, placed: this.#order.length, tried: 0 };
    if (this.#failed.get(first)?.some((other) => other.done === done && this.#isSame(other.state, state)) !== true) this.#stands.push(stand);
  }

  /** Those called up to `looked` are known to be impossible in the state. */
  #absorb(first: number, startDone: number, state: State, looked: number): number {
    let done = startDone;
    const moment = stampAt(this.#return, first);
    const end = Math.min(first + aheadMax, this.#operations.length - 1);
    for (let operation = first; operation <= end && stampAt(this.#callFrom, operation) <= moment; operation++) {
      const bit = 1 << (operation - first);
      const call = stampAt(this.#call, operation);
      if (!isSet(this.#isPure, operation) || (done & bit) !== 0 || call > moment || call <= looked) continue;
      if (!this.#isPossible(state, operation)) continue;
      this.#order.push({ operation: this.#sourceOf(operation), state });
      done |= bit;
    }
    return done;
  }

  #sourceOf(operation: number): number {
    return item(this.#operations, operation).source;
  }

  #isPossible(state: State, operation: number): boolean {
    const next = this.#step(state, operation);
    if (next !== null && isSet(this.#isPure, operation) && !this.#isSame(next.state, state)) this.#isLost = true;
    return next !== null;
  }

  #step(state: State, operation: number): { readonly state: State } | null {
    const { input, output } = item(this.#operations, operation).operation;
    const nexts = this.#model.step(state, input, output);
    const [next] = nexts;
    if (nexts.length > 1) this.#isLost = true;
    return next === undefined ? null : { state: next };
  }

  #isSame(a: State, b: State): boolean {
    return a === b || (typeof a === 'object' && this.#model.stateKey(a) === this.#model.stateKey(b));
  }
}
