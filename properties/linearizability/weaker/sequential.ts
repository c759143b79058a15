import type { History, Operation } from '../../history.ts';
import { type CheckOptions, findFault } from '../checker.ts';
import { complete, type CompleteModel, type Model } from '../model.ts';
import type { Refused } from '../verdict.ts';

/** Whether some order explains the answers in which each client's operations come as that client made them. */
export type SequentialVerdict =
  /** `order`: such an order, of all answered operations and of as many unanswered ones as it needs. */
  | { readonly kind: 'ok'; readonly order: readonly number[]; readonly configurations: number }
  | { readonly kind: 'illegal'; readonly configurations: number }
  | { readonly kind: 'unknown'; readonly why: string; readonly configurations: number }
  | Refused;

const defaultBudget = 200_000;

/**
 * Sequential consistency (Lamport 1979): as linearizability, but time binds only the operations of one client. A client's
 * operations are taken in the order of their calls; an unanswered one may never have taken effect.
 *
 * All keys are searched together, because keys that are each sequentially consistent need not be so together. Exponential in
 * the number of clients: the budget is a count of configurations.
 */
export function checkSequential<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  { budget = defaultBudget }: CheckOptions = {},
): SequentialVerdict {
  return findFault(history) ?? new SequentialSearch(complete(model), history).run(budget);
}

/** How far each client has come, and what that left. */
interface Configuration<State> {
  readonly done: readonly number[];
  readonly states: ReadonlyMap<string, { readonly state: State }>;
  readonly path: Path | null;
}

/** The operations taken, last first. */
interface Path {
  readonly operation: number;
  readonly before: Path | null;
}

class SequentialSearch<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #history: History<Input, Output>;
  /** By client: its operations, in the order of their calls. */
  readonly #programs: readonly (readonly number[])[];
  readonly #visited = new Set<string>();

  constructor(model: CompleteModel<State, Input, Output>, history: History<Input, Output>) {
    this.#model = model;
    this.#history = history;
    this.#programs = programsOf(history);
  }

  run(budget: number): SequentialVerdict {
    const pending: Configuration<State>[] = [{ done: this.#programs.map(() => 0), states: new Map(), path: null }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const settled = this.#withPures(next);
      const name = this.#nameOf(settled);
      if (this.#visited.has(name)) continue;
      this.#visited.add(name);
      const configurations = this.#visited.size;
      if (this.#isComplete(settled)) return { kind: 'ok', order: orderOf(settled.path), configurations };
      if (configurations > budget) return { kind: 'unknown', why: `not decided within a budget of ${budget} configurations`, configurations };
      pending.push(...this.#nexts(settled).reverse());
    }
    return { kind: 'illegal', configurations: this.#visited.size };
  }

  /** Takes what has no effect as soon as it is possible: moved forward, it keeps any order legal. */
  #withPures(start: Configuration<State>): Configuration<State> {
    let now = start;
    for (let hasMoved = true; hasMoved; ) {
      hasMoved = false;
      for (const client of this.#programs.keys()) {
        for (let taken = this.#takePure(now, client); taken !== null; taken = this.#takePure(now, client)) {
          now = taken;
          hasMoved = true;
        }
      }
    }
    return now;
  }

  #takePure(now: Configuration<State>, client: number): Configuration<State> | null {
    const operation = this.#nextOf(now, client);
    if (operation === null || !this.#model.isPure(operation.input, operation.output)) return null;
    if (operation.return === null) return this.#skip(now, client);
    return this.#model.step(this.#stateFor(now, operation), operation.input, operation.output).length > 0 ? this.#take(now, client, null) : null;
  }

  #nexts(now: Configuration<State>): Configuration<State>[] {
    return [...this.#programs.keys()].flatMap((client) => {
      const operation = this.#nextOf(now, client);
      if (operation === null) return [];
      const taken = this.#model.step(this.#stateFor(now, operation), operation.input, operation.output).map((state) => this.#take(now, client, { state }));
      return operation.return === null ? [...taken, this.#skip(now, client)] : taken;
    });
  }

  #stateFor({ states }: Configuration<State>, { input }: Operation<Input, Output>): State {
    const held = states.get(this.#model.partition(input));
    return held === undefined ? this.#model.init() : held.state;
  }

  #operationOf({ done }: Configuration<State>, client: number): number | undefined {
    return this.#programs[client]?.[done[client] ?? 0];
  }

  #nextOf(now: Configuration<State>, client: number): Operation<Input, Output> | null {
    const operation = this.#operationOf(now, client);
    return operation === undefined ? null : (this.#history[operation] ?? null);
  }

  /** The client's next operation took effect. `left` null: it changed nothing. */
  #take(now: Configuration<State>, client: number, left: { readonly state: State } | null): Configuration<State> {
    const { done, states, path } = this.#skip(now, client);
    const operation = this.#operationOf(now, client) ?? -1;
    const input = this.#history[operation]?.input;
    const isChange = left !== null && input !== undefined;
    return { done, states: isChange ? new Map(states).set(this.#model.partition(input), left) : states, path: { operation, before: path } };
  }

  #skip({ done, states, path }: Configuration<State>, client: number): Configuration<State> {
    return { done: done.with(client, (done[client] ?? 0) + 1), states, path };
  }

  #isComplete({ done }: Configuration<State>): boolean {
    return done.every((count, client) => {
      const rest = this.#programs[client]?.slice(count) ?? [];
      return rest.every((operation) => this.#history[operation]?.return === null);
    });
  }

  #nameOf({ done, states }: Configuration<State>): string {
    const held = [...states].map(([key, { state }]) => [key, this.#model.stateKey(state)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([done, held]);
  }
}

function programsOf(history: History<unknown, unknown>): readonly (readonly number[])[] {
  const programs = new Map<number, number[]>();
  const byCall = [...history.entries()].sort(([, a], [, b]) => a.call - b.call);
  for (const [operation, { client }] of byCall) {
    const program = programs.get(client);
    if (program === undefined) programs.set(client, [operation]);
    else program.push(operation);
  }
  return [...programs.values()];
}

function orderOf(last: Path | null): readonly number[] {
  const order: number[] = [];
  for (let path = last; path !== null; path = path.before) order.push(path.operation);
  return order.reverse();
}
