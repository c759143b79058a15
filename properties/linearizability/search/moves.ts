import { type Configurations, layout } from './configurations.ts';
import { Hidden } from './hidden.ts';
import type { Problem } from './problem.ts';
import { impossible } from './transitions.ts';
import type { Usage } from './usage.ts';
import { Windows } from './windows.ts';
import { at, item } from './words.ts';

/** Takes one operation: an answered one by number, or one of an optional kind (see `optionalMove`). */
export type Move = number;

/** The move of the configuration that nothing led to. */
export const noMove: Move = -1;
export const optionalMove = (kind: number): Move => -2 - kind;
export const optionalKindOf = (move: Move): number => -2 - move;

/** Moves with the state that each leaves: move, state, move, state, ... */
export type Moves = readonly number[];

/**
 * The order in which moves are tried. An operation matters only when some return forces it: `first` itself comes first,
 * then what makes `first` possible, unanswered operations after answered ones.
 */
export const stages = ['first', 'answered', 'unanswered', 'answered aside', 'unanswered aside'] as const;
export type Stage = (typeof stages)[number];

/** The rules by which one configuration leads to the next. Works on one scratch configuration. */
export class Rules {
  readonly scratch: Int32Array;
  readonly #problem: Problem<unknown, unknown, unknown>;
  readonly #usage: Usage;
  readonly #windows: Windows;
  readonly #hidden: Hidden;

  constructor(problem: Problem<unknown, unknown, unknown>, usage: Usage) {
    this.#problem = problem;
    this.#usage = usage;
    this.#windows = new Windows(problem);
    this.#hidden = new Hidden(problem, this.#windows);
    this.scratch = new Int32Array(layout.mask + problem.words);
  }

  /** Puts the configuration in which nothing was done into the scratch. */
  begin(absorbed?: number[]): void {
    this.scratch.fill(0);
    this.scratch[layout.state] = this.#problem.transitions.initial();
    this.scratch[layout.parent] = -1;
    this.scratch[layout.move] = noMove;
    this.#settle(absorbed);
  }

  /** Puts the configuration after `move` from `node` into the scratch. `absorbed` collects the pure operations it took. */
  take(visited: Configurations, node: number, move: Move, state: number, absorbed?: number[]): void {
    const { scratch } = this;
    visited.read(node, scratch);
    scratch[layout.parent] = node;
    scratch[layout.move] = move;
    this.advance(move, state, absorbed);
  }

  /** Applies a move to the scratch. */
  advance(move: Move, state: number, absorbed?: number[]): void {
    this.scratch[layout.state] = state;
    if (move >= 0) this.#mark(move);
    else if (move !== noMove) this.scratch[layout.used] = this.#usage.add(at(this.scratch, layout.used), optionalKindOf(move));
    this.#settle(absorbed);
  }

  isComplete(): boolean {
    return at(this.scratch, layout.first) === this.#problem.size;
  }

  #isDone(operation: number): boolean {
    const { word, bit } = this.#problem;
    return (at(this.scratch, layout.mask + at(word, operation)) & at(bit, operation)) !== 0;
  }

  #mark(operation: number): void {
    const place = layout.mask + at(this.#problem.word, operation);
    this.scratch[place] = at(this.scratch, place) | at(this.#problem.bit, operation);
  }

  #clear(operation: number): void {
    const place = layout.mask + at(this.#problem.word, operation);
    this.scratch[place] = at(this.scratch, place) & ~at(this.#problem.bit, operation);
  }

  /** Takes every pure operation that is possible now, and moves `first` past what has been done. */
  #settle(absorbed?: number[]): void {
    const { size } = this.#problem;
    for (let first = at(this.scratch, layout.first); first < size; first++) {
      this.scratch[layout.first] = first;
      if (!this.#isDone(first)) this.#absorb(first, absorbed);
      if (!this.#isDone(first)) return;
      this.#clear(first);
    }
    this.scratch[layout.first] = size;
  }

  #absorb(first: number, absorbed?: number[]): void {
    const { transitions, kind } = this.#problem;
    const state = at(this.scratch, layout.state);
    for (const operation of this.#windows.at(first).pures) {
      if (this.#isDone(operation) || !transitions.allows(state, at(kind, operation))) continue;
      this.#mark(operation);
      absorbed?.push(operation);
    }
  }

  /** The moves of one stage from the configuration in the scratch. */
  moves(stage: Stage): Moves {
    switch (stage) {
      case 'first':
        return this.#takingFirst();
      case 'answered':
        return this.#answered(true);
      case 'unanswered':
        return this.#unanswered(true);
      case 'answered aside':
        return this.#answered(false);
      case 'unanswered aside':
        return this.#unanswered(false);
    }
  }

  #takingFirst(): Moves {
    const first = at(this.scratch, layout.first);
    const moves: number[] = [];
    if (at(this.#problem.pure, first) === 0) this.#addMoves(moves, first, at(this.#problem.kind, first), null);
    return moves;
  }

  #answered(helpful: boolean): Moves {
    const first = at(this.scratch, layout.first);
    const moves: number[] = [];
    for (const operation of this.#windows.at(first).effects) {
      if (operation === first || this.#isDone(operation) || !this.#twinIsDone(operation, first)) continue;
      this.#addMoves(moves, operation, at(this.#problem.kind, operation), helpful);
    }
    return moves;
  }

  #twinIsDone(operation: number, first: number): boolean {
    const twin = at(this.#problem.twin, operation);
    return twin < first || this.#isDone(twin);
  }

  #unanswered(helpful: boolean): Moves {
    const moment = at(this.#problem.return, at(this.scratch, layout.first));
    const used = at(this.scratch, layout.used);
    const moves: number[] = [];
    for (const [i, { kind, calls }] of this.#problem.optional.entries()) {
      // Kinds stand in the order of their first calls.
      if (item(calls, 0) > moment) break;
      const next = calls[this.#usage.count(used, i)];
      if (next !== undefined && next <= moment) this.#addMoves(moves, optionalMove(i), kind, helpful);
    }
    return moves;
  }

  /** Adds a move for each state it may lead to; only those that make `first` possible, or only the others, or all (null). */
  #addMoves(moves: number[], move: Move, kind: number, helpful: boolean | null): void {
    const { transitions } = this.#problem;
    const before = at(this.scratch, layout.state);
    const code = transitions.next(before, kind);
    if (code === impossible) return;
    for (const state of transitions.nextStates(code)) {
      if (move < 0 && !this.#isWorthUsing(before, state)) continue;
      if (helpful === null || helpful === this.#firstIsPossible(state)) moves.push(move, state);
    }
  }

  /** Unanswered operations need not have happened: they are used where the state that they leave is seen by something. */
  #isWorthUsing(before: number, after: number): boolean {
    if (after === before) return false;
    const first = at(this.scratch, layout.first);
    return this.#allowsSomePure(first, after) || !this.#hidden.isHidden(first, before, after);
  }

  #allowsSomePure(first: number, state: number): boolean {
    const { transitions, kind } = this.#problem;
    const isSeen = (pure: number): boolean => !this.#isDone(pure) && transitions.allows(state, at(kind, pure));
    return this.#windows.at(first).pures.some(isSeen);
  }

  #firstIsPossible(state: number): boolean {
    const first = at(this.scratch, layout.first);
    return this.#problem.transitions.next(state, at(this.#problem.kind, first)) !== impossible;
  }
}
