/** A state with its identity. */
export interface Known<State> {
  readonly key: string | number;
  readonly state: State;
}

/** The states before and after an operation took effect, of which its answer, still to come, must speak. */
export interface Effect<State> {
  readonly before: Known<State>;
  readonly after: Known<State>;
}

/**
 * One way in which it may have happened so far, seen from now: the state that it led to; and of each open operation, the effect
 * that it had, or the states since its call, in any of which it may have been answered without an effect. `spent`: the operations
 * that had one, whose answers will not come.
 */
export interface Configuration<State> {
  readonly now: Known<State>;
  readonly done: ReadonlyMap<number, Effect<State>>;
  readonly seen: ReadonlyMap<number, ReadonlyMap<string | number, State>>;
  readonly spent: ReadonlySet<number>;
}

/** Configurations, without those that leave no more open than another one. */
export class Kept<State> {
  readonly #alike = new Map<string, Configuration<State>[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  all(): readonly Configuration<State>[] {
    return [...this.#alike.values()].flat();
  }

  /** False where another one has the same state and effects, has seen at least as much, and has not spent more. */
  add(added: Configuration<State>): boolean {
    const name = nameOf(added);
    const alike = this.#alike.get(name) ?? [];
    if (alike.some((other) => dominates(other, added))) return false;
    const others = alike.filter((other) => !dominates(added, other));
    this.#count += others.length + 1 - alike.length;
    this.#alike.set(name, [...others, added]);
    return true;
  }
}

function nameOf<State>({ now, done }: Configuration<State>): string {
  const effects = [...done].sort(([a], [b]) => a - b).map(([operation, { before, after }]) => [operation, before.key, after.key]);
  return JSON.stringify([now.key, effects]);
}

/** Operations whose answers will not come may still have an effect, or never: the fewer are spent, the more is left open. */
const dominates = <State>(more: Configuration<State>, less: Configuration<State>): boolean => isWithin(more.spent, less.spent) && seesAllOf(more, less);

function isWithin(few: ReadonlySet<number>, many: ReadonlySet<number>): boolean {
  for (const each of few) if (!many.has(each)) return false;
  return true;
}

function seesAllOf<State>(more: Configuration<State>, less: Configuration<State>): boolean {
  for (const [operation, states] of less.seen) {
    const others = more.seen.get(operation);
    for (const key of states.keys()) if (others?.has(key) !== true) return false;
  }
  return true;
}

/** A configuration in which nothing has happened. */
export const untouched = <State>(now: Known<State>): Configuration<State> => ({ now, done: new Map(), seen: new Map(), spent: new Set() });

/** An operation is called. */
export function withCall<State>(configuration: Configuration<State>, operation: number): Configuration<State> {
  const { key, state } = configuration.now;
  return { ...configuration, seen: new Map(configuration.seen).set(operation, new Map([[key, state]])) };
}

/** An open operation takes effect. The others that are open see what it leaves. */
export function withEffect<State>({ now, done, seen, spent }: Configuration<State>, operation: number, after: Known<State>): Configuration<State> {
  const saw = new Map<number, ReadonlyMap<string | number, State>>();
  for (const [other, states] of seen) if (other !== operation) saw.set(other, states.has(after.key) ? states : new Map(states).set(after.key, after.state));
  return { now: after, done: new Map(done).set(operation, { before: now, after }), seen: saw, spent };
}

/** An operation is over. */
export function without<State>({ now, done, seen, spent }: Configuration<State>, operation: number): Configuration<State> {
  return { now, done: lacking(done, operation), seen: lacking(seen, operation), spent };
}

/** The answer of an operation will not come. */
export function withLoss<State>(configuration: Configuration<State>, operation: number): Configuration<State> {
  const rest = without(configuration, operation);
  return configuration.done.has(operation) ? { ...rest, spent: new Set(rest.spent).add(operation) } : rest;
}

/** An operation whose answer will not come takes effect. */
export function withSpent<State>(configuration: Configuration<State>, operation: number, after: Known<State>): Configuration<State> {
  return withLoss(withEffect(configuration, operation, after), operation);
}

function lacking<V>(map: ReadonlyMap<number, V>, key: number): ReadonlyMap<number, V> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
