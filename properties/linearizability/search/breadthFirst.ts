import { Configurations, layout } from './configurations.ts';
import { Rules, stages } from './moves.ts';
import type { Problem } from './problem.ts';
import type { Outcome, Search } from './search.ts';
import { Usage } from './usage.ts';
import { at, item } from './words.ts';

/**
 * Layer by layer, a layer being what comes next in the order of returns: meets configurations that used few unanswered
 * operations before those that they dominate, and so refutes where depth first would not end.
 */
export class BreadthFirst implements Search {
  readonly visited: Configurations;
  readonly #rules: Rules;
  readonly #layers = new Map<number, number[]>();
  readonly #last: number;
  #layer = 0;
  #next = 0;
  #outcome: Outcome = 'open';

  constructor(problem: Problem<unknown, unknown, unknown>) {
    const usage = new Usage();
    this.visited = new Configurations(problem, usage);
    this.#rules = new Rules(problem, usage);
    this.#last = problem.size;
    this.#rules.begin();
    this.#visit();
  }

  advance(limit: number): Outcome {
    while (this.#outcome === 'open' && this.visited.count < limit) this.#proceed();
    return this.#outcome;
  }

  #proceed(): void {
    const node = this.#layers.get(this.#layer)?.[this.#next];
    if (node !== undefined) {
      this.#next++;
      this.#expand(node);
    } else {
      this.#layers.delete(this.#layer);
      this.#layer++;
      this.#next = 0;
      if (this.#layers.size === 0 || this.#layer > this.#last) this.#outcome = 'illegal';
    }
  }

  #expand(node: number): void {
    if (this.visited.isDominated(node)) return;
    for (const stage of stages) {
      this.visited.read(node, this.#rules.scratch);
      const moves = this.#rules.moves(stage);
      for (let i = 0; i < moves.length && this.#outcome === 'open'; i += 2) {
        this.#rules.take(this.visited, node, item(moves, i), item(moves, i + 1));
        this.#visit();
      }
    }
  }

  #visit(): void {
    const layer = at(this.#rules.scratch, layout.first);
    const complete = this.#rules.isComplete();
    const node = this.visited.add(this.#rules.scratch);
    if (complete) this.#outcome = 'legal';
    if (node < 0) return;
    const nodes = this.#layers.get(layer);
    if (nodes === undefined) this.#layers.set(layer, [node]);
    else nodes.push(node);
  }
}
