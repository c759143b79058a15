import { layout } from './configurations.ts';
import { Explorer } from './explorer.ts';
import { stages } from './moves.ts';
import type { Problem } from './problem.ts';
import type { Outcome, Search } from './search.ts';
import { Windows } from './windows.ts';
import { item } from './words.ts';

/**
 * Layer by layer, a layer being what comes next in the order of returns: meets configurations that used few unanswered
 * operations before those that they dominate, and so refutes where depth first would not end.
 */
export class BreadthFirst extends Explorer implements Search {
  readonly #layers = new Map<number, number[]>();
  readonly #last: number;
  #layer = 0;
  #next = 0;

  constructor(problem: Problem<unknown, unknown, unknown>, windows = new Windows(problem), looksAhead = true) {
    super(problem, windows, looksAhead);
    this.#last = problem.size;
    this.#enqueue(this.start());
  }

  advance(limit: number): Outcome {
    while (this.outcome === 'open' && this.cost < limit) this.#proceed();
    return this.outcome;
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
      if (this.#layers.size === 0 || this.#layer > this.#last) this.outcome = 'illegal';
    }
  }

  #expand(node: number): void {
    if (this.visited.isDominated(node)) return;
    for (const stage of stages) {
      this.visited.read(node, this.rules.scratch);
      const moves = this.rules.moves(stage);
      for (let i = 0; i < moves.length && this.outcome === 'open'; i += 2) {
        this.#enqueue(this.visit(node, item(moves, i), item(moves, i + 1)));
      }
    }
  }

  #enqueue(node: number): void {
    if (node < 0) return;
    const layer = this.visited.get(node, layout.first);
    const nodes = this.#layers.get(layer);
    if (nodes === undefined) this.#layers.set(layer, [node]);
    else nodes.push(node);
  }
}
