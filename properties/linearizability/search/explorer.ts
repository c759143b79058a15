import { Configurations, layout } from './configurations.ts';
import { type Move, Rules } from './moves.ts';
import type { Problem } from './problem.ts';
import type { Doom, Outcome } from './search.ts';
import type { Transitions } from './transitions.ts';
import { Usage } from './usage.ts';
import type { Windows } from './windows.ts';
import { at } from './words.ts';

/** From a configuration of ordinary width, fewer operations than this are looked at. */
const looksPerConfiguration = 64;

/** What both searches share: what has been visited, by which rules, and what came of it. */
export class Explorer {
  readonly windows: Windows;
  readonly visited: Configurations;
  readonly rules: Rules;
  outcome: Outcome = 'open';
  readonly #looksAhead: boolean;
  readonly #transitions: Transitions<unknown, unknown, unknown>;
  #doom: Doom | null = null;

  constructor(problem: Problem<unknown, unknown, unknown>, windows: Windows, looksAhead: boolean) {
    const usage = new Usage();
    this.windows = windows;
    this.visited = new Configurations(problem, usage);
    this.rules = new Rules(problem, usage, windows);
    this.#looksAhead = looksAhead;
    this.#transitions = problem.transitions;
  }

  /** What the search has cost: its configurations, the states that they are in, and the operations that were looked at from them. In configurations of its width. */
  get cost(): number {
    return this.visited.cost + this.#transitions.weight + Math.floor(this.rules.looks / (looksPerConfiguration * this.visited.price));
  }

  get doom(): Doom | null {
    return this.#doom;
  }

  /** Visits the configuration in which nothing was done; its node. */
  start(): number {
    this.rules.begin();
    return this.#add();
  }

  /** Visits what a move leads to; its node, or -1 where it need not be looked at further. */
  visit(node: number, move: Move, state: number): number {
    this.rules.take(this.visited, node, move, state);
    const by = this.#looksAhead ? this.rules.doomedBy() : -1;
    if (by < 0) return this.#add();
    const first = at(this.rules.scratch, layout.first);
    if (this.#doom === null || first > this.#doom.first) this.#doom = { first, by, node, move, state };
    return -1;
  }

  #add(): number {
    if (this.rules.isComplete()) this.outcome = 'legal';
    return this.visited.add(this.rules.scratch);
  }
}
