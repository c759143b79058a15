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

/** One operation taken or left out, and what that must be undone to. `key`: of the state that it changed, null where it changed none. */
interface Taken<State> {
  readonly client: number;
  readonly operation: number;
  readonly isLeftOut: boolean;
  readonly key: string | null;
  readonly before: Held<State> | null;
}

interface Held<State> {
  readonly state: State;
}

/** The next operation of a client takes effect, and leaves this; or (null) it never does. */
interface Move<State> {
  readonly client: number;
  readonly left: Held<State> | null;
}

/** A configuration with several ways to go on, by how much of the path led to it. */
interface Frame<State> {
  readonly start: number;
  readonly moves: Iterator<Move<State>, undefined>;
  readonly first: Move<State>[];
}

/** Operations that are looked at, and characters of names, that count as one configuration. */
const looksPerConfiguration = 64;
const charactersPerConfiguration = 64;

/** Depth first, over one configuration that is changed and changed back: memory is that of the path, and of the names of what was visited. */
class SequentialSearch<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #history: History<Input, Output>;
  /** By client: its operations, in the order of their calls; how many must be taken; how many are. */
  readonly #programs: readonly (readonly number[])[];
  readonly #required: readonly number[];
  readonly #done: number[];
  readonly #states = new Map<string, Held<State>>();
  readonly #path: Taken<State>[] = [];
  readonly #frames: Frame<State>[] = [];
  readonly #visited = new Set<string>();
  #configurations = 0;
  #looks = 0;
  #characters = 0;

  constructor(model: CompleteModel<State, Input, Output>, history: History<Input, Output>) {
    this.#model = model;
    this.#history = history;
    this.#programs = programsOf(history);
    this.#required = this.#programs.map((program) => program.findLastIndex((operation) => history[operation]?.return !== null) + 1);
    this.#done = this.#programs.map(() => 0);
  }

  run(budget: number): SequentialVerdict {
    this.#enter(0);
    do {
      const configurations = this.#configurations;
      if (this.#isComplete()) return { kind: 'ok', order: this.#path.flatMap(({ operation, isLeftOut }) => (isLeftOut ? [] : [operation])), configurations };
      if (this.#cost > budget) return { kind: 'unknown', why: `not decided within a budget of ${budget} configurations`, configurations };
    } while (this.#goOn());
    return { kind: 'illegal', configurations: this.#configurations };
  }

  get #cost(): number {
    return this.#configurations + this.#looks / looksPerConfiguration + this.#characters / charactersPerConfiguration;
  }

  /** `start`: how long the path was before what led here. */
  #enter(start: number): void {
    this.#configurations++;
    this.#takePures();
    const moves = this.#moves();
    const first = [moves.next().value, moves.next().value].filter((move) => move !== undefined);
    // Where there is one way only, what that leads to is remembered.
    const isNew = first.length < 2 || this.#isNew();
    this.#frames.push(isNew ? { start, moves, first: first.reverse() } : { start, moves: [].values(), first: [] });
  }

  #isNew(): boolean {
    const name = this.#name();
    this.#characters += name.length;
    const { size } = this.#visited;
    return this.#visited.add(name).size > size;
  }

  /** The next move of the innermost configuration that has one. False: there is none. */
  #goOn(): boolean {
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      const move = frame.first.pop() ?? frame.moves.next().value;
      if (move !== undefined) {
        const start = this.#path.length;
        this.#take(move);
        this.#enter(start);
        return true;
      }
      this.#frames.pop();
      while (this.#path.length > frame.start) this.#undo();
    }
    return false;
  }

  /** Takes what has no effect as soon as it is possible: moved forward, it keeps any order legal. */
  #takePures(): void {
    for (let hasMoved = true; hasMoved; ) {
      hasMoved = false;
      for (let client = 0; client < this.#programs.length; client++) {
        for (let move = this.#pureMove(client); move !== null; move = this.#pureMove(client)) {
          this.#advance(move.client, move.left === null, null);
          hasMoved = true;
        }
      }
    }
  }

  #pureMove(client: number): Move<State> | null {
    const operation = this.#nextOf(client);
    if (operation === null || !this.#model.isPure(operation.input, operation.output)) return null;
    if (operation.return === null) return { client, left: null };
    const state = this.#stateFor(operation);
    return this.#model.step(state, operation.input, operation.output).length > 0 ? { client, left: { state } } : null;
  }

  *#moves(): Generator<Move<State>, undefined> {
    for (let client = 0; client < this.#programs.length; client++) {
      const operation = this.#nextOf(client);
      if (operation === null) continue;
      for (const state of this.#model.step(this.#stateFor(operation), operation.input, operation.output)) yield { client, left: { state } };
      if (operation.return === null) yield { client, left: null };
    }
    return undefined;
  }

  #take({ client, left }: Move<State>): void {
    this.#advance(client, left === null, left);
  }

  #advance(client: number, isLeftOut: boolean, left: Held<State> | null): void {
    const operation = this.#operationOf(client) ?? -1;
    const input = this.#history[operation]?.input;
    const key = left === null || input === undefined ? null : this.#model.partition(input);
    this.#path.push({ client, operation, isLeftOut, key, before: key === null ? null : (this.#states.get(key) ?? null) });
    if (key !== null && left !== null) this.#states.set(key, left);
    this.#done[client] = (this.#done[client] ?? 0) + 1;
  }

  #undo(): void {
    const taken = this.#path.pop();
    if (taken === undefined) return;
    this.#done[taken.client] = (this.#done[taken.client] ?? 0) - 1;
    if (taken.key === null) return;
    if (taken.before === null) this.#states.delete(taken.key);
    else this.#states.set(taken.key, taken.before);
  }

  #stateFor({ input }: Operation<Input, Output>): State {
    const held = this.#states.get(this.#model.partition(input));
    return held === undefined ? this.#model.init() : held.state;
  }

  #operationOf(client: number): number | undefined {
    return this.#programs[client]?.[this.#done[client] ?? 0];
  }

  #nextOf(client: number): Operation<Input, Output> | null {
    this.#looks++;
    const operation = this.#operationOf(client);
    return operation === undefined ? null : (this.#history[operation] ?? null);
  }

  #isComplete(): boolean {
    return this.#required.every((required, client) => (this.#done[client] ?? 0) >= required);
  }

  #name(): string {
    const held = [...this.#states].map(([key, { state }]) => [key, this.#model.stateKey(state)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([this.#done, held]);
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
