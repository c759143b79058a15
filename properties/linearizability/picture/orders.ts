import type { History } from '../../history.ts';
import { check } from '../checker.ts';
import type { Explanation } from '../explain.ts';
import { complete, type CompleteModel, type Model } from '../model.ts';
import type { Placed } from '../verdict.ts';
import { cut } from './cut.ts';
import type { Picture, PicturePrefix } from './picture.ts';
import { type DeadEnd, deadEnds } from './prefixes.ts';

/** The operations of the key, and those of them that are drawn, by their index in the history. */
interface Choice {
  readonly ofKey: readonly number[];
  readonly shown: readonly number[];
}

interface Limits {
  readonly prefixes: number;
  readonly state: number;
  readonly states: number;
}

const othersBudget = 100_000;

/** How far legal orders come: that of the verdict, and others that end in other states. */
export function ordersOf<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  explanation: Explanation<State, Input, Output>,
  { ofKey, shown }: Choice,
  limits: Limits,
): Pick<Picture, 'prefixes' | 'isAlone'> {
  const { verdict } = explanation;
  const whole = wholeOrder(model, history, explanation, ofKey);
  const told = new Told(complete(model), new Map(shown.map((source, place) => [source, place])), limits);
  const first = told.prefix(whole ?? { order: verdict.prefix, states: verdict.statesThere, stuck: verdict.blocked });
  const others = whole === null ? [] : otherOrders(model, history, whole, shown, limits.prefixes).map((end) => told.prefix(end));
  const isNew = ({ placed }: PicturePrefix): boolean => JSON.stringify(placed) !== JSON.stringify(first.placed);
  const longestFirst = [first, ...others.filter(isNew)].sort((a, b) => b.before + b.placed.length - a.before - a.placed.length);
  return { prefixes: longestFirst.filter(({ before, placed }) => before + placed.length > 0).slice(0, limits.prefixes), isAlone: whole === null };
}

/**
 * The order of the verdict, if it has all that returned before the blocked operation was called. Where the verdict was found without a
 * search it may be of a few operations only: then a legal order of all but the blocked one, if that is soon found. Else null.
 */
function wholeOrder<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>, { verdict }: Explanation<State, Input, Output>, ofKey: readonly number[]): DeadEnd<State> | null {
  const blocked = history[verdict.blocked];
  if (blocked === undefined) return null;
  const isPlaced = new Set(verdict.prefix.map(({ operation }) => operation));
  const mustBePlaced = (source: number): boolean => (history[source]?.return ?? Infinity) < blocked.call;
  if (ofKey.every((source) => isPlaced.has(source) || !mustBePlaced(source))) return { order: verdict.prefix, states: verdict.statesThere, stuck: verdict.blocked };
  const others = ofKey.filter((source) => source !== verdict.blocked && (history[source]?.call ?? Infinity) <= (blocked.return ?? Infinity));
  const legal = check(model, others.flatMap((source) => history[source] ?? []), { budget: othersBudget });
  if (legal.kind !== 'ok') return null;
  const order = legal.orders.flatMap((each) => each.order).map(({ operation, state }) => ({ operation: others[operation] ?? -1, state }));
  return { order, states: order.slice(-1).map(({ state }) => state), stuck: verdict.blocked };
}

/** Orders that begin as that one does, as far as its operations are not drawn. */
function otherOrders<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>, { order, stuck }: DeadEnd<State>, shown: readonly number[], count: number): readonly DeadEnd<State>[] {
  const isShown = new Set(shown);
  const fixed = order.slice(0, order.findLastIndex(({ operation }) => !isShown.has(operation)) + 1);
  const isFixed = new Set(fixed.map(({ operation }) => operation));
  const last = history[stuck ?? -1]?.return ?? Infinity;
  const free = shown.filter((source) => !isFixed.has(source) && (history[source]?.call ?? Infinity) <= last);
  const ends = deadEnds(model, free.flatMap((source) => history[source] ?? []), fixed.at(-1)?.state ?? model.init(), count);
  const sourceOf = (place: number): number => free[place] ?? -1;
  return ends.map((end) => ({
    order: [...fixed, ...end.order.map(({ operation, state }) => ({ operation: sourceOf(operation), state }))],
    states: end.states,
    stuck: end.stuck === null ? null : sourceOf(end.stuck),
  }));
}

class Told<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #placeOf: ReadonlyMap<number, number>;
  readonly #limits: Limits;

  constructor(model: CompleteModel<State, Input, Output>, placeOf: ReadonlyMap<number, number>, limits: Limits) {
    this.#model = model;
    this.#placeOf = placeOf;
    this.#limits = limits;
  }

  prefix({ order, states, stuck }: DeadEnd<State>): PicturePrefix {
    const placed = order.flatMap((step) => this.#step(step));
    return { before: order.length - placed.length, placed, states: states.slice(0, this.#limits.states).map((state) => this.#state(state)), stuck: this.#placeOf.get(stuck ?? -1) ?? null };
  }

  #step({ operation, state }: Placed<State>): PicturePrefix['placed'] {
    const place = this.#placeOf.get(operation);
    return place === undefined ? [] : [{ operation: place, state: this.#state(state) }];
  }

  #state(state: State): string {
    return cut(this.#model.describeState(state), this.#limits.state);
  }
}
