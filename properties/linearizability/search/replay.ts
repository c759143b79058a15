import type { Placed } from '../verdict.ts';
import { type Configurations, layout, type MaskWords } from './configurations.ts';
import { type Aside, coverFirst, type Move, optionalKindOf, Rules } from './moves.ts';
import type { Problem } from './problem.ts';
import { type Doom, pathTo, type Search, type Taken } from './search.ts';
import { Usage } from './usage.ts';
import type { Windows } from './windows.ts';
import { at, item } from './words.ts';

/** The order behind a node, with what was done aside, in states of the model. */
export function orderTo<State, Input, Output>(
  problem: Problem<State, Input, Output>,
  { visited, windows }: Pick<Search, 'visited' | 'windows'>,
  node: number,
): readonly Placed<State>[] {
  return orderOf(problem, windows, pathTo(visited, node));
}

function orderOf<State, Input, Output>(
  problem: Problem<State, Input, Output>,
  windows: Windows,
  path: readonly Taken[],
): readonly Placed<State>[] {
  const replay = new Replay(problem, windows);
  for (const { move, state } of path) replay.advance(move, state);
  return replay.order();
}

/** One move with the pure operations after it, and the overwriting ones that it covers. */
interface Stretch {
  readonly covered: number[];
  readonly placed: { readonly source: number; readonly state: number }[];
}

class Replay<State, Input, Output> {
  readonly #problem: Problem<State, Input, Output>;
  readonly #rules: Rules;
  readonly #stretches: Stretch[] = [{ covered: [], placed: [] }];
  /** By overwriting operation: the first stretch before which it could have come. */
  readonly #coverable = new Map<number, Stretch>();
  readonly #optionals: readonly Iterator<number>[];

  constructor(problem: Problem<State, Input, Output>, windows: Windows) {
    this.#problem = problem;
    this.#rules = new Rules(problem, new Usage(), windows);
    this.#optionals = problem.optional.map(({ sources }) => sources.values());
    const aside = noAside();
    this.#rules.begin(aside);
    this.#note(item(this.#stretches, 0), aside, problem.transitions.initial());
  }

  advance(move: Move, state: number): void {
    const stretch: Stretch = { covered: [], placed: this.#sourcesOf(move).map((source) => ({ source, state })) };
    this.#stretches.push(stretch);
    const aside = noAside();
    this.#rules.advance(move, state, aside);
    this.#note(stretch, aside, state);
  }

  #sourcesOf(move: Move): readonly number[] {
    if (move === coverFirst) return [];
    if (move >= 0) return [at(this.#problem.source, move)];
    return [item(this.#optionals, optionalKindOf(move)).next().value];
  }

  #note(stretch: Stretch, { absorbed, coverable, covered }: Aside, state: number): void {
    for (const operation of coverable) this.#coverable.set(operation, stretch);
    for (const operation of covered) this.#coverable.get(operation)?.covered.push(operation);
    for (const operation of absorbed) stretch.placed.push({ source: at(this.#problem.source, operation), state });
  }

  order(): readonly Placed<State>[] {
    const { transitions, source, kind } = this.#problem;
    const order: Placed<State>[] = [];
    for (const { covered, placed } of this.#stretches) {
      for (const operation of covered) {
        const left = transitions.next(transitions.initial(), at(kind, operation));
        order.push({ operation: at(source, operation), state: transitions.state(left) });
      }
      for (const each of placed) order.push({ operation: each.source, state: transitions.state(each.state) });
    }
    return order;
  }
}

const noAside = (): Aside => ({ absorbed: [], coverable: [], covered: [] });

/** Where a search that refuted a partition came to its end. */
export interface DeadEnd<State> {
  /** Number of the operation that nothing gets past. */
  readonly blocked: number;
  readonly prefix: readonly Placed<State>[];
  readonly states: readonly State[];
}

export function deadEnd<State, Input, Output>(problem: Problem<State, Input, Output>, search: Search): DeadEnd<State> {
  const { visited, windows, doom } = search;
  const first = furthest(visited);
  if (doom !== null && doom.first >= first) return doomed(problem, search, doom);
  const there = nodesAt(visited, first);
  const states = new Set(there.map((node) => visited.get(node, layout.state)));
  const prefixes = there.map((node) => ({ node, done: doneAt(problem, visited, node) }));
  const longest = prefixes.reduce((best, each) => (each.done > best.done ? each : best));
  return {
    blocked: first,
    prefix: orderTo(problem, { visited, windows }, longest.node),
    states: [...states].map((state) => problem.transitions.state(state)),
  };
}

function doomed<State, Input, Output>(
  problem: Problem<State, Input, Output>,
  { visited, windows }: Search,
  { by, node, move, state }: Doom,
): DeadEnd<State> {
  const prefix = orderOf(problem, windows, [...pathTo(visited, node), { move, state }]);
  return { blocked: by, prefix, states: [problem.transitions.state(state)] };
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
function doneAt({ dependentWords, overwritingWords }: MaskWords, visited: Configurations, node: number): number {
  const couldFrom = layout.mask + dependentWords + overwritingWords;
  let done = 0;
  for (let field = layout.mask; field < visited.stride; field++) {
    if (field < couldFrom || field >= couldFrom + overwritingWords) done += bitsOf(visited.get(node, field));
  }
  return done;
}

function bitsOf(word: number): number {
  let bits = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}
