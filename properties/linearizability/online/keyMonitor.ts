import type { CompleteModel } from '../model.ts';
import type { Way } from './guess.ts';
import { type Configuration, Kept, type Known, untouched, withCall, withEffect, without, withLoss, withSpent } from './configuration.ts';

/** `possible`: some order explains all answers so far. `lost`: there were too many ways to keep them all in mind. */
export type Standing = 'possible' | 'violated' | 'lost';

/** Most configurations that are kept, and that are looked at for one answer. */
const keptMax = 500;
const exploredMax = 5_000;

/**
 * The operations of one key as they happen. Memory is bounded by what is open at once, not by what was.
 *
 * Just in time (Lowe, "Testing for linearizability", 2017, section 4): an operation takes effect when an answer forces it to, its
 * own or that of one that comes later. What will be answered to operations still open is not known: their effects are kept
 * with the states around them, and so are the states that they were open in, until their answers come.
 */
export class KeyMonitor<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #open = new Map<number, Input>();
  /** Operations whose answers will not come, and that may have an effect. */
  readonly #lost = new Map<number, Input>();
  #configurations: readonly Configuration<State>[];
  #standing: Standing = 'possible';

  constructor(model: CompleteModel<State, Input, Output>, state: State = model.init()) {
    this.#model = model;
    this.#configurations = [untouched(this.#know(state))];
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** How many ways there are in which it may have happened. */
  get configurations(): number {
    return this.#configurations.length;
  }

  /** The only state in which the next operation can find the object; null where there are several, or something may still have an effect. */
  get settled(): Known<State> | null {
    const [only, ...others] = this.#configurations;
    return only === undefined || others.length > 0 || this.#open.size + this.#lost.size > 0 ? null : only.now;
  }

  /** One of the ways in which it may have happened; null where none is known. */
  get way(): Way<State, Input> | null {
    const [first] = this.#configurations;
    if (first === undefined) return null;
    const { now, done, seen, spent } = first;
    const open = [...this.#open].map(([number, input]) => {
      const effect = done.get(number);
      return { number, input, effect: effect === undefined ? null : { before: effect.before.state, after: effect.after.state }, seen: [...(seen.get(number)?.values() ?? [])] };
    });
    return { now: now.state, open, lost: [...this.#lost].filter(([operation]) => !spent.has(operation)) };
  }

  call(operation: number, input: Input): void {
    if (this.#standing !== 'possible') return;
    this.#open.set(operation, input);
    this.#configurations = this.#configurations.map((each) => withCall(each, operation));
  }

  answer(operation: number, output: Output): void {
    const input = this.#open.get(operation);
    if (input === undefined || this.#standing !== 'possible') return;
    const kept = this.#explaining(operation, input, output);
    if (kept === null) return this.#leave('lost');
    this.#open.delete(operation);
    this.#configurations = kept.all();
    if (kept.count === 0) this.#leave('violated');
  }

  /** The answer will not come. */
  lose(operation: number): void {
    const input = this.#open.get(operation);
    if (input === undefined || this.#standing !== 'possible') return;
    this.#open.delete(operation);
    if (!this.#model.isPure(input, null)) this.#lost.set(operation, input);
    const kept = new Kept<State>();
    for (const each of this.#configurations) kept.add(withLoss(each, operation));
    this.#configurations = kept.all();
  }

  /** Nothing more can be found out. */
  #leave(standing: Standing): void {
    this.#standing = standing;
    this.#configurations = [];
    this.#open.clear();
    this.#lost.clear();
  }

  /** What is left of the configurations, made longer where need be, once the answer is known. null: too many. */
  #explaining(operation: number, input: Input, output: Output): Kept<State> | null {
    const kept = new Kept<State>();
    const explored = new Kept<State>();
    const pending = [...this.#configurations];
    const isPure = this.#model.isPure(input, output);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const isExplained = this.#explains(next, operation, input, output);
      if (isExplained) kept.add(without(next, operation));
      // What never has an effect need not be tried with one. Anything else may have had one later, though it need not have.
      if (!next.done.has(operation) && !(isExplained && isPure)) pending.push(...this.#longer(next, operation, output).filter((each) => explored.add(each)));
      if (kept.count > keptMax || explored.count > exploredMax) return null;
    }
    return kept;
  }

  /** Whether the answer is that of the effect that the operation had, or could be given without one since its call. */
  #explains({ done, seen }: Configuration<State>, operation: number, input: Input, output: Output): boolean {
    const effect = done.get(operation);
    if (effect !== undefined) return this.#leads(effect.before.state, input, output, effect.after.key);
    for (const [key, state] of seen.get(operation) ?? []) if (this.#leads(state, input, output, key)) return true;
    return false;
  }

  #leads(state: State, input: Input, output: Output, key: string | number): boolean {
    return this.#model.step(state, input, output).some((next) => this.#model.stateKey(next) === key);
  }

  /** One more operation takes effect: any that is open and has not. */
  #longer(configuration: Configuration<State>, answered: number, output: Output): readonly Configuration<State>[] {
    const { now, done, spent } = configuration;
    const open = [...this.#open].flatMap(([operation, input]) => {
      if (done.has(operation)) return [];
      return this.#nexts(now, input, operation === answered ? output : null).map((after) => withEffect(configuration, operation, after));
    });
    const lost = [...this.#lost].flatMap(([operation, input]) => {
      return spent.has(operation) ? [] : this.#nexts(now, input, null).map((after) => withSpent(configuration, operation, after));
    });
    return [...open, ...lost];
  }

  /** The other states that an operation may lead to. */
  #nexts(now: Known<State>, input: Input, output: Output | null): readonly Known<State>[] {
    return this.#model.step(now.state, input, output).map((next) => this.#know(next)).filter(({ key }) => key !== now.key);
  }

  #know(state: State): Known<State> {
    return { key: this.#model.stateKey(state), state };
  }
}
