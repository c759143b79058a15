import type { Placed } from '../verdict.ts';
import { type Configurations, layout } from './configurations.ts';
import { optionalKindOf, Rules } from './moves.ts';
import type { Problem } from './problem.ts';
import { pathTo, type Search } from './search.ts';
import { Usage } from './usage.ts';
import { at, item } from './words.ts';

/** The order behind a node, with the pure operations that were taken on the way, in states of the model. */
export function orderTo<State, Input, Output>(
  problem: Problem<State, Input, Output>,
  visited: Configurations,
  node: number,
): readonly Placed<State>[] {
  const rules = new Rules(problem, new Usage());
  const order: Placed<State>[] = [];
  const optionals = problem.optional.map(({ sources }) => sources.values());
  const place = (operation: number, state: number): void => {
    order.push({ operation, state: problem.transitions.state(state) });
  };
  const absorbed: number[] = [];
  const placeAbsorbed = (state: number): void => {
    for (const operation of absorbed.splice(0)) place(at(problem.source, operation), state);
  };
  rules.begin(absorbed);
  placeAbsorbed(problem.transitions.initial());
  for (const { move, state } of pathTo(visited, node)) {
    place(move >= 0 ? at(problem.source, move) : (item(optionals, optionalKindOf(move)).next().value ?? -1), state);
    rules.advance(move, state, absorbed);
    placeAbsorbed(state);
  }
  return order;
}

/** Where a search that refuted a partition came to its end. */
export interface DeadEnd<State> {
  /** Number of the first operation that nothing gets past. */
  readonly first: number;
  readonly prefix: readonly Placed<State>[];
  readonly states: readonly State[];
}

export function deadEnd<State, Input, Output>(problem: Problem<State, Input, Output>, search: Search): DeadEnd<State> {
  const { visited } = search;
  const first = furthest(visited);
  const there = nodesAt(visited, first);
  const states = new Set(there.map((node) => visited.get(node, layout.state)));
  const prefixes = there.map((node) => ({ node, done: doneAt(visited, node) }));
  const longest = prefixes.reduce((best, each) => (each.done > best.done ? each : best));
  return {
    first,
    prefix: orderTo(problem, visited, longest.node),
    states: [...states].map((state) => problem.transitions.state(state)),
  };
}

/** How many answered operations, in order of returns, some configuration has behind it. */
export function furthest(visited: Configurations): number {
  let first = 0;
  for (let node = 0; node < visited.count; node++) first = Math.max(first, visited.get(node, layout.first));
  return first;
}

function nodesAt(visited: Configurations, first: number): readonly number[] {
  const nodes: number[] = [];
  for (let node = 0; node < visited.count; node++) if (visited.get(node, layout.first) === first) nodes.push(node);
  return nodes;
}

/** How many later operations are done as well. */
function doneAt(visited: Configurations, node: number): number {
  let done = 0;
  for (let field = layout.mask; field < visited.stride; field++) done += bitsOf(visited.get(node, field));
  return done;
}

function bitsOf(word: number): number {
  let bits = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}
