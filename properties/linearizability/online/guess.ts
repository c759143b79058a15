import type { CompleteModel } from '../model.ts';

/** What an operation has done. */
interface Effect<State> {
  readonly before: State;
  readonly after: State;
}

/** An operation that is open: its effect, or the states since its call, in any of which it may be answered without one. */
export interface OpenOperation<State, Input> {
  readonly number: number;
  readonly input: Input;
  readonly effect: Effect<State> | null;
  readonly seen: readonly State[];
}

/** One way in which it may have happened so far. `lost`: operations whose answers will not come, and that have had no effect. */
export interface Way<State, Input> {
  readonly now: State;
  readonly open: readonly OpenOperation<State, Input>[];
  readonly lost: readonly (readonly [operation: number, input: Input])[];
}

interface Open<State, Input> {
  readonly input: Input;
  effect: Effect<State> | null;
  readonly seen: State[];
}

/** Most operations that are taken to have had an effect, before their answers, to explain one answer. */
const depthMax = 2;
/** Most states that are tried to explain one answer. */
const triesMax = 100;

/**
 * One way in which the operations of a key may have happened so far. Each takes effect at its answer, or before another's that
 * cannot be explained otherwise. It is a guess: where it explains an answer, the operations are linearizable so far; where it
 * does not, another way may.
 */
export class Guess<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #open: Map<number, Open<State, Input>>;
  readonly #lost: Map<number, Input>;
  #now: State;
  #tries = 0;

  constructor(model: CompleteModel<State, Input, Output>, { now, open, lost }: Way<State, Input>) {
    this.#model = model;
    this.#now = now;
    this.#open = new Map(open.map(({ number, input, effect, seen }) => [number, { input, effect, seen: [...seen] }]));
    this.#lost = new Map(lost);
  }

  get state(): State {
    return this.#now;
  }

  call(operation: number, input: Input): void {
    this.#open.set(operation, { input, effect: null, seen: [this.#now] });
  }

  /** The answer will not come. */
  lose(operation: number): void {
    const open = this.#open.get(operation);
    this.#open.delete(operation);
    if (open?.effect === null && !this.#model.isPure(open.input, null)) this.#lost.set(operation, open.input);
  }

  /** Whether the answer is explained. If not, the guess is of no use any more. */
  answer(operation: number, output: Output): boolean {
    const open = this.#open.get(operation);
    if (open === undefined) return false;
    this.#tries = triesMax;
    const isExplained = this.#explains(open, output) || this.#explainsLater(operation, open, output);
    this.#open.delete(operation);
    return isExplained;
  }

  /** By what was done, or by what it does now, or without an effect. */
  #explains({ input, effect, seen }: Open<State, Input>, output: Output): boolean {
    if (effect !== null) return this.#leads(effect.before, input, output, effect.after);
    if (this.#model.isPure(input, output)) return seen.findLastIndex((state) => this.#model.step(state, input, output).length > 0) >= 0;
    const [next] = this.#model.step(this.#now, input, output);
    if (next !== undefined) this.#goTo(next);
    return next !== undefined || seen.some((state) => this.#leads(state, input, output, state));
  }

  #explainsLater(operation: number, open: Open<State, Input>, output: Output): boolean {
    if (open.effect !== null) return false;
    for (let depth = 1; depth <= depthMax; depth++) {
      const path = this.#pathTo(this.#now, open.input, output, depth, new Set([operation]));
      if (path === null) continue;
      for (const step of path) this.#take(step);
      return this.#explains({ ...open, seen: [this.#now] }, output);
    }
    return false;
  }

  /** Effects of other operations, at most `depth`, after which the answer is possible. */
  #pathTo(state: State, input: Input, output: Output, depth: number, used: ReadonlySet<number>): readonly Step<State>[] | null {
    for (const [operation, other] of this.#others()) {
      if (used.has(operation)) continue;
      for (const after of this.#model.step(state, other, null)) {
        if (this.#tries-- <= 0) return null;
        const step = { operation, before: state, after };
        if (depth === 1 && this.#model.step(after, input, output).length > 0) return [step];
        const rest = depth === 1 ? null : this.#pathTo(after, input, output, depth - 1, new Set(used).add(operation));
        if (rest !== null) return [step, ...rest];
      }
    }
    return null;
  }

  *#others(): Iterable<readonly [operation: number, input: Input]> {
    for (const [operation, { effect, input }] of this.#open) if (effect === null) yield [operation, input];
    yield* this.#lost;
  }

  #take({ operation, before, after }: Step<State>): void {
    const open = this.#open.get(operation);
    if (open !== undefined) open.effect = { before, after };
    this.#lost.delete(operation);
    this.#goTo(after);
  }

  #goTo(state: State): void {
    this.#now = state;
    for (const { effect, seen } of this.#open.values()) if (effect === null && seen.at(-1) !== state) seen.push(state);
  }

  #leads(before: State, input: Input, output: Output, after: State): boolean {
    const key = this.#model.stateKey(after);
    return this.#model.step(before, input, output).some((next) => next === after || this.#model.stateKey(next) === key);
  }
}

interface Step<State> {
  readonly operation: number;
  readonly before: State;
  readonly after: State;
}

