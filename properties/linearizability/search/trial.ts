import type { Illegal, KeyOrder, Statistics, Undecided } from '../verdict.ts';
import type { Progress } from '../rounds.ts';
import { BreadthFirst } from './breadthFirst.ts';
import { DepthFirst } from './depthFirst.ts';
import type { OptionalKind, Problem } from './problem.ts';
import { deadEnd, furthest, orderTo } from './replay.ts';
import type { Outcome, Search } from './search.ts';
import { traced } from './traces.ts';
import { Windows } from './windows.ts';
import { at, item } from './words.ts';

const plainMin = 2_000;
const turnsWithoutLookingAhead = 4;
/** What a search that leaves all unanswered operations out may cost, for each answered one. */
const plainPerOperation = 8;
/** Depth first may visit so many for each operation at once: an order takes one for each, if that goes well. */
const headStart = 1.5;

/** One partition on its way to a verdict: both searches take turns. */
export class Trial<State, Input, Output> {
  readonly key: string;
  readonly problem: Problem<State, Input, Output>;
  readonly #windows: Windows;
  outcome: Outcome = 'open';
  #order: KeyOrder<State>['order'] = [];
  #searches: readonly Search[] = [];
  #configurations = 0;
  /** What all searches have cost, in configurations of ordinary width. */
  #spent = 0;
  #running = 0;

  constructor(key: string, problem: Problem<State, Input, Output>) {
    this.key = key;
    this.problem = problem;
    this.#windows = new Windows(problem);
  }

  /** Different configurations visited so far. */
  get configurations(): number {
    return this.#configurations + this.#searches.reduce((sum, { visited }) => sum + visited.count, 0);
  }

  /** How many operations there are. */
  get size(): number {
    return this.problem.size + this.problem.unanswered;
  }

  /** Lets each search visit up to `turn` configurations in all, as far as `allowance` goes. */
  advance(turn: number, allowance: number): Progress {
    const before = this.#spent;
    const left = (): number => allowance - (this.#spent - before);
    if (this.#searches.length === 0) this.#begin(left);
    for (const [i, search] of this.#searches.entries()) {
      if (this.outcome !== 'open' || left() <= 0) break;
      this.#running = i;
      const depthTurn = i === 0 ? Math.max(turn, headStart * this.problem.size) : turn;
      this.outcome = this.#let(search, depthTurn, left() / (this.#searches.length - i));
      if (this.outcome === 'legal') this.#finish(search);
    }
    return { outcome: this.outcome, cost: this.#spent - before, configurations: this.configurations };
  }

  /** Most histories need none of their unanswered operations, and most others those only that somebody has seen: without the rest, many orders are never tried. */
  #begin(left: () => number): void {
    const { problem } = this;
    const windows = this.#windows;
    const { optional } = problem;
    if (optional.length > 0) this.#tryWith([], left());
    const seen = optional.length > 0 && this.outcome === 'open' ? traced(problem) : [];
    if (seen.length > 0 && seen.length < optional.length && left() > 0) this.#tryWith(seen, left());
    if (this.outcome === 'open') this.#searches = [new DepthFirst(problem, windows), new BreadthFirst(problem, windows)];
  }

  #tryWith(optional: readonly OptionalKind[], allowance: number): void {
    const unanswered = optional.reduce((sum, { sources }) => sum + sources.length, 0);
    const problem = { ...this.problem, optional, unanswered };
    const search = new DepthFirst(problem, this.#windows);
    if (this.#let(search, plainMin + plainPerOperation * problem.size, allowance) !== 'legal') return;
    this.outcome = 'legal';
    this.#searches = [search];
    this.#finish(search, problem);
  }

  #let(search: Search, turn: number, allowance: number): Outcome {
    const before = search.cost;
    const { price } = search.visited;
    const outcome = search.advance(Math.min(turn, before + Math.ceil(allowance / price)));
    this.#spent += (search.cost - before) * price;
    return outcome;
  }

  /** Keeps the order and lets go of the searches: other keys need the memory. */
  #finish(search: Search, problem: Problem<State, Input, Output> = this.problem): void {
    this.#order = orderTo(problem, search, search.visited.count - 1);
    this.#configurations = this.configurations;
    this.#searches = [];
  }

  order(): KeyOrder<State> {
    return { key: this.key, order: this.#order };
  }

  /** Once the outcome is `illegal`: the search that came to an end is the last one that ran. */
  illegal(statistics: Statistics): Illegal<State> {
    const search = this.#withoutLookingAhead(item(this.#searches, this.#running));
    const { blocked, prefix, states } = deadEnd(this.problem, search);
    return { kind: 'illegal', key: this.key, blocked: at(this.problem.source, blocked), prefix, statesThere: states, refutation: null, statistics };
  }

  /**
   * A search that looked ahead gave up before it came to the operation that cannot be placed: if it is not much harder, the
   * same is found out once more without.
   */
  #withoutLookingAhead(search: Search): Search {
    if (search.doom === null) return search;
    const limit = turnsWithoutLookingAhead * search.cost + plainMin;
    const plain = [new DepthFirst(this.problem, this.#windows, false), new BreadthFirst(this.problem, this.#windows, false)];
    return plain.find((each) => each.advance(limit) === 'illegal') ?? search;
  }

  undecided(): Undecided {
    const { size, unanswered, window } = this.problem;
    const reached = this.#searches.reduce((most, { visited }) => Math.max(most, furthest(visited)), 0);
    return { key: this.key, operations: size + unanswered, unanswered, window, reached };
  }
}
