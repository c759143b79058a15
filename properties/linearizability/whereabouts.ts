import type { History, Operation } from '../history.ts';
import { complete, type CompleteModel, type Model } from './model.ts';

/** Histories of more operations, or with more ways in which they may have happened, are not followed through. */
const operationsMax = 300;
const waysMax = 3_000;

/**
 * Every state in which an operation may have found the object: after all that had returned before it was called, and any of what was called before it
 * returned, in any legal order. null where that takes too long to find out.
 */
export function statesFoundBy<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>, blocked: Operation<Input, Output>): readonly State[] | null {
  const rules = complete(model);
  const key = rules.partition(blocked.input);
  const until = blocked.return ?? Infinity;
  const others = history.filter((each) => each !== blocked && each.call <= until && rules.partition(each.input) === key);
  return others.length > operationsMax ? null : new Whereabouts(rules, others, blocked.call).all();
}

class Whereabouts<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #operations: History<Input, Output>;
  readonly #call: number;
  readonly #found = new Map<string | number, State>();
  readonly #visited = new Set<string>();

  constructor(model: CompleteModel<State, Input, Output>, operations: History<Input, Output>, call: number) {
    this.#model = model;
    this.#operations = operations;
    this.#call = call;
  }

  all(): readonly State[] | null {
    const pending: (readonly [rest: readonly number[], state: State])[] = [[[...this.#operations.keys()], this.#model.init()]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [rest, state] = next;
      const name = `${rest.join()} ${this.#model.stateKey(state)}`;
      if (this.#visited.has(name)) continue;
      if (this.#visited.add(name).size > waysMax) return null;
      const firstReturn = rest.reduce((least, each) => Math.min(least, this.#operations[each]?.return ?? Infinity), Infinity);
      if (firstReturn >= this.#call) this.#found.set(this.#model.stateKey(state), state);
      for (const each of rest) pending.push(...this.#after(rest, state, each, firstReturn));
    }
    return [...this.#found.values()];
  }

  /** What an operation may leave, where nothing that is left had returned before it was called. */
  #after(rest: readonly number[], state: State, each: number, firstReturn: number): readonly (readonly [rest: readonly number[], state: State])[] {
    const operation = this.#operations[each];
    if (operation === undefined || operation.call > firstReturn) return [];
    const others = rest.filter((other) => other !== each);
    return this.#model.step(state, operation.input, operation.output).map((left) => [others, left]);
  }
}
