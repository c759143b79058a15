import { Explorer } from './explorer.ts';
import { type Moves, noMoves, stages } from './moves.ts';
import type { Problem } from './problem.ts';
import type { Outcome, Search } from './search.ts';
import { Windows } from './windows.ts';
import { item } from './words.ts';

/** So many moves are kept while what one of them leads to is looked at. More are found again: else memory grew with width times depth. */
const keptMax = 256;

/** A configuration whose moves are being tried, stage by stage. */
interface Frame {
  readonly node: number;
  stage: number;
  /** null: they were let go of. */
  moves: Moves | null;
  next: number;
}

/** Depth first: finds an order of a legal history in about as many steps as it has operations. */
export class DepthFirst extends Explorer implements Search {
  readonly #frames: Frame[] = [];

  constructor(problem: Problem<unknown, unknown, unknown>, windows = new Windows(problem), looksAhead = true) {
    super(problem, windows, looksAhead);
    this.#push(this.start());
  }

  advance(limit: number): Outcome {
    while (this.outcome === 'open' && this.cost < limit) this.#proceed();
    return this.outcome;
  }

  #proceed(): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) this.outcome = 'illegal';
    else if (frame.moves === null) this.#find(frame, frame.stage - 1);
    else if (frame.next < frame.moves.length) this.#follow(frame, frame.moves);
    else if (frame.stage < stages.length) this.#openStage(frame);
    else this.#frames.pop();
  }

  #follow(frame: Frame, moves: Moves): void {
    const move = item(moves, frame.next);
    const state = item(moves, frame.next + 1);
    frame.next += 2;
    const depth = this.#frames.length;
    this.#push(this.visit(frame.node, move, state));
    if (moves.length > keptMax && this.#frames.length > depth) frame.moves = null;
  }

  #openStage(frame: Frame): void {
    this.#find(frame, frame.stage);
    frame.stage++;
    frame.next = 0;
  }

  #find(frame: Frame, stage: number): void {
    this.visited.read(frame.node, this.rules.scratch);
    frame.moves = this.rules.moves(item(stages, stage));
  }

  #push(node: number): void {
    if (node >= 0) this.#frames.push({ node, stage: 0, moves: noMoves, next: 0 });
  }
}
