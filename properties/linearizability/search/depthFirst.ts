import { Explorer } from './explorer.ts';
import { type Moves, stages } from './moves.ts';
import type { Problem } from './problem.ts';
import type { Outcome, Search } from './search.ts';
import { item } from './words.ts';

/** A configuration whose moves are being tried, stage by stage. */
interface Frame {
  readonly node: number;
  stage: number;
  moves: Moves;
  next: number;
}

/** Depth first: finds an order of a legal history in about as many steps as it has operations. */
export class DepthFirst extends Explorer implements Search {
  readonly #frames: Frame[] = [];

  constructor(problem: Problem<unknown, unknown, unknown>, looksAhead = true) {
    super(problem, looksAhead);
    this.#push(this.start());
  }

  advance(limit: number): Outcome {
    while (this.outcome === 'open' && this.cost < limit) this.#proceed();
    return this.outcome;
  }

  #proceed(): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) this.outcome = 'illegal';
    else if (frame.next < frame.moves.length) this.#follow(frame);
    else if (frame.stage < stages.length) this.#openStage(frame);
    else this.#frames.pop();
  }

  #follow(frame: Frame): void {
    const move = item(frame.moves, frame.next);
    const state = item(frame.moves, frame.next + 1);
    frame.next += 2;
    this.#push(this.visit(frame.node, move, state));
  }

  #openStage(frame: Frame): void {
    this.visited.read(frame.node, this.rules.scratch);
    frame.moves = this.rules.moves(item(stages, frame.stage));
    frame.stage++;
    frame.next = 0;
  }

  #push(node: number): void {
    if (node >= 0) this.#frames.push({ node, stage: 0, moves: [], next: 0 });
  }
}
