import type { Illegal, KeyOrder, Statistics, Undecided } from '../verdict.ts';
import { BreadthFirst } from './breadthFirst.ts';
import { DepthFirst } from './depthFirst.ts';
import type { OptionalKind, Problem } from './problem.ts';
import { deadEnd, furthest, orderTo } from './replay.ts';
import type { Outcome, Search } from './search.ts';
import { traced } from './traces.ts';
import { at, item } from './words.ts';

const plainMin = 2_000;
const turnsWithoutLookingAhead = 4;
/** What a search that leaves all unanswered operations out may cost, for each answered one. */
const plainPerOperation = 8;

/** One partition on its way to a verdict: both searches take turns. */
export class Trial<State, Input, Output> {
  readonly key: string;
  readonly problem: Problem<State, Input, Output>;
  outcome: Outcome = 'open';
  #order: KeyOrder<State>['order'] = [];
  #searches: readonly Search[] = [];
  #configurations = 0;
  #running = 0;

  constructor(key: string, problem: Problem<State, Input, Output>) {
    this.key = key;
    this.problem = problem;
  }

  /** Different configurations visited so far. */
  get configurations(): number {
    return this.#configurations + this.#searches.reduce((sum, { visited }) => sum + visited.count, 0);
  }

  /** Lets each search visit up to `turn` configurations in all, as far as `budget` allows. What that cost. */
  advance(turn: number, budget: number): number {
    let left = budget;
    if (this.#searches.length === 0) {
      this.#searches = [new DepthFirst(this.problem), new BreadthFirst(this.problem)];
      left -= this.#tryWithoutUnanswered(budget);
      if (this.outcome !== 'open' || left <= 0) return budget - left;
      left -= this.#tryWithTraced(left);
      if (this.outcome !== 'open' || left <= 0) return budget - left;
    }
    for (const [i, search] of this.#searches.entries()) {
      this.#running = i;
      left -= this.#let(search, turn, left);
      if (this.outcome === 'legal') this.#finish(search);
      if (this.outcome !== 'open' || left <= 0) break;
    }
    return budget - left;
  }

  /** Most histories need none of their unanswered operations: without them, many orders are never tried. What that cost. */
  #tryWithoutUnanswered(budget: number): number {
    return this.problem.optional.length === 0 ? 0 : this.#tryWith([], budget);
  }

  /** Most others need those only that somebody has seen. What that cost. */
  #tryWithTraced(budget: number): number {
    const { optional } = this.problem;
    const seen = optional.length === 0 ? [] : traced(this.problem);
    return seen.length === 0 || seen.length === optional.length ? 0 : this.#tryWith(seen, budget);
  }

  #tryWith(optional: readonly OptionalKind[], budget: number): number {
    const unanswered = optional.reduce((sum, { sources }) => sum + sources.length, 0);
    const problem = { ...this.problem, optional, unanswered };
    const search = new DepthFirst(problem);
    const isLegal = search.advance(Math.min(budget, plainMin + plainPerOperation * problem.size)) === 'legal';
    if (isLegal) {
      this.outcome = 'legal';
      this.#searches = [search];
      this.#finish(search, problem);
    }
    return search.cost;
  }

  #let(search: Search, turn: number, budget: number): number {
    const { visited } = search;
    const before = search.cost;
    const { price } = visited;
    this.outcome = search.advance(Math.min(turn, before + Math.ceil(budget / price)));
    return (search.cost - before) * price;
  }

  /** Keeps the order and lets go of the searches: other keys need the memory. */
  #finish({ visited }: Search, problem: Problem<State, Input, Output> = this.problem): void {
    this.#order = orderTo(problem, visited, visited.count - 1);
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
    const plain = [new DepthFirst(this.problem, false), new BreadthFirst(this.problem, false)];
    return plain.find((each) => each.advance(limit) === 'illegal') ?? search;
  }

  undecided(): Undecided {
    const { size, unanswered, window } = this.problem;
    const reached = this.#searches.reduce((most, { visited }) => Math.max(most, furthest(visited)), 0);
    return { key: this.key, operations: size + unanswered, unanswered, window, reached };
  }
}
