import { layout } from './configurations.ts';
import { Explorer } from './explorer.ts';
import { type Moves, noMoves, stages } from './moves.ts';
import type { Problem } from './problem.ts';
import type { Outcome, Search } from './search.ts';
import { Windows } from './windows.ts';
import { item } from './words.ts';

/** A configuration whose moves are being tried, stage by stage. */
interface Expanded {
  readonly node: number;
  stage: number;
  moves: Moves;
  next: number;
}

/**
 * Layer by layer, a layer being what comes next in the order of returns: meets configurations that used few unanswered
 * operations before those that they dominate, and so refutes where depth first would not end.
 */
export class BreadthFirst extends Explorer implements Search {
  readonly #layers = new Map<number, number[]>();
  readonly #last: number;
  #layer = 0;
  #next = 0;
  #expanded: Expanded | null = null;

  constructor(problem: Problem<unknown, unknown, unknown>, windows = new Windows(problem), looksAhead = true) {
    super(problem, windows, looksAhead);
    this.#last = problem.size;
    this.#enqueue(this.start());
  }

  advance(limit: number): Outcome {
    while (this.outcome === 'open' && this.cost < limit) this.#proceed();
    return this.outcome;
  }

  /** One step at a time: of a wide configuration, what follows may alone cost more than there is. */
  #proceed(): void {
    const expanded = this.#expanded;
    if (expanded !== null && expanded.next < expanded.moves.length) return this.#follow(expanded);
    if (expanded !== null && expanded.stage < stages.length) return this.#openStage(expanded);
    const node = this.#layers.get(this.#layer)?.[this.#next];
    this.#expanded = null;
    if (node === undefined) return this.#openLayer();
    this.#next++;
    if (!this.visited.isDominated(node)) this.#expanded = { node, stage: 0, moves: noMoves, next: 0 };
  }

  #openLayer(): void {
    this.#layers.delete(this.#layer);
    this.#layer++;
    this.#next = 0;
    if (this.#layers.size === 0 || this.#layer > this.#last) this.outcome = 'illegal';
  }

  #openStage(expanded: Expanded): void {
    this.visited.read(expanded.node, this.rules.scratch);
    expanded.moves = this.rules.moves(item(stages, expanded.stage++));
    expanded.next = 0;
  }

  #follow(expanded: Expanded): void {
    const { node, moves, next } = expanded;
    expanded.next += 2;
    this.#enqueue(this.visit(node, item(moves, next), item(moves, next + 1)));
  }

  #enqueue(node: number): void {
    if (node < 0) return;
    const layer = this.visited.get(node, layout.first);
    const nodes = this.#layers.get(layer);
    if (nodes === undefined) this.#layers.set(layer, [node]);
    else nodes.push(node);
  }
}
