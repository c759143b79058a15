import { type Configurations, layout } from './configurations.ts';
import { Hidden } from './hidden.ts';
import type { Problem } from './problem.ts';
import { impossible, sorts } from './transitions.ts';
import type { Usage } from './usage.ts';
import type { Windows } from './windows.ts';
import { at, item, stampAt } from './words.ts';

/** Takes one operation: an answered one by number, or one of an optional kind (see `optionalMove`); or covers `first`. */
export type Move = number;

/** The move of the configuration that nothing led to. */
export const noMove: Move = -1;
/** Passes `first` off as done, where it could have been. */
export const coverFirst: Move = -0x8000_0000;
export const optionalMove = (kind: number): Move => -2 - kind;
export const optionalKindOf = (move: Move): number => -2 - move;

/** Moves with the state that each leaves: move, state, move, state, ... */
export type Moves = readonly number[];
export const noMoves: Moves = [];

/**
 * The order in which moves are tried. An operation matters only when some return forces it: `first` itself comes first,
 * then what makes `first` possible, unanswered operations after answered ones.
 */
export const stages = ['first', 'answered', 'unanswered', 'answered aside', 'unanswered aside'] as const;
export type Stage = (typeof stages)[number];

/** What happens along with a move, for whoever replays it. */
export interface Aside {
  /** Pure operations that were taken. */
  readonly absorbed: number[];
  /** Overwriting operations that could now have come just before the move. */
  readonly coverable: number[];
  /** Those of them that were passed off as done when their time was up. */
  readonly covered: number[];
}

/**
 * The rules by which one configuration leads to the next. Works on one scratch configuration.
 *
 * Pure operations are taken as soon as they are possible: moving one forward keeps any order legal.
 *
 * Of the overwriting operations only those are placed whose effect is seen. When one takes effect, any other one that is open
 * could have come just before it, unseen: it is marked as one that could have been done, and may be passed off as done when
 * its return comes. So the order of writes that nobody sees is never tried.
 */
export class Rules {
  readonly scratch: Int32Array;
  readonly #problem: Problem<unknown, unknown, unknown>;
  readonly #usage: Usage;
  readonly #windows: Windows;
  readonly #hidden: Hidden;

  constructor(problem: Problem<unknown, unknown, unknown>, usage: Usage, windows: Windows) {
    this.#problem = problem;
    this.#usage = usage;
    this.#windows = windows;
    this.#hidden = new Hidden(problem, windows);
    this.scratch = new Int32Array(layout.mask + problem.words);
  }

  /** How many operations were looked at: the wider the windows, the more a configuration takes. */
  get looks(): number {
    return this.#windows.looks;
  }

  /** Puts the configuration in which nothing was done into the scratch. */
  begin(aside?: Aside): void {
    this.scratch.fill(0);
    this.scratch[layout.state] = this.#problem.transitions.initial();
    this.scratch[layout.parent] = -1;
    this.scratch[layout.move] = noMove;
    this.#settle(aside);
  }

  /** Puts the configuration after `move` from `node` into the scratch. */
  take(visited: Configurations, node: number, move: Move, state: number): void {
    visited.read(node, this.scratch);
    this.scratch[layout.parent] = node;
    this.scratch[layout.move] = move;
    this.advance(move, state);
  }

  /** Applies a move to the scratch. */
  advance(move: Move, state: number, aside?: Aside): void {
    this.scratch[layout.state] = state;
    if (move === coverFirst) this.#coverFirst(aside);
    else this.#perform(move, aside);
    this.#settle(aside);
  }

  #coverFirst(aside?: Aside): void {
    const first = at(this.scratch, layout.first);
    this.#mark(first);
    aside?.covered.push(first);
  }

  #perform(move: Move, aside?: Aside): void {
    if (move >= 0) this.#mark(move);
    else this.scratch[layout.used] = this.#usage.add(at(this.scratch, layout.used), optionalKindOf(move));
    if (this.#problem.transitions.overwrites(this.#kindOf(move))) this.#cover(aside);
  }

  /** An operation still to come that nothing can make possible any more, or -1. */
  doomedBy(): number {
    const first = at(this.scratch, layout.first);
    if (first >= this.#problem.size || first < this.#problem.lookAheadFrom) return -1;
    const { effects, pures, ahead } = this.#windows.at(first);
    return this.#unreachableIn(pures) ?? this.#unreachableIn(effects) ?? this.#unreachableIn(ahead) ?? -1;
  }

  #unreachableIn(operations: readonly number[]): number | undefined {
    const { transitions, kind } = this.#problem;
    const state = at(this.scratch, layout.state);
    this.#windows.looks += operations.length;
    return operations.find((each) => !transitions.canLeadTo(state, at(kind, each)) && !this.#isDone(each));
  }

  isComplete(): boolean {
    return at(this.scratch, layout.first) === this.#problem.size;
  }

  #kindOf(move: Move): number {
    return move >= 0 ? at(this.#problem.kind, move) : item(this.#problem.optional, optionalKindOf(move)).kind;
  }

  #doneField(operation: number): number {
    return layout.mask + at(this.#problem.word, operation);
  }

  /** For overwriting operations. */
  #couldField(operation: number): number {
    return this.#doneField(operation) + this.#problem.overwritingWords;
  }

  #has(operation: number, field: number): boolean {
    return (at(this.scratch, field) & at(this.#problem.bit, operation)) !== 0;
  }

  #add(operation: number, field: number): void {
    this.scratch[field] = at(this.scratch, field) | at(this.#problem.bit, operation);
  }

  #remove(operation: number, field: number): void {
    this.scratch[field] = at(this.scratch, field) & ~at(this.#problem.bit, operation);
  }

  #isDone(operation: number): boolean {
    return this.#has(operation, this.#doneField(operation));
  }

  #couldBeDone(operation: number): boolean {
    return at(this.#problem.sort, operation) === sorts.overwriting && this.#has(operation, this.#couldField(operation));
  }

  #mark(operation: number): void {
    this.#add(operation, this.#doneField(operation));
    if (at(this.#problem.sort, operation) === sorts.overwriting) this.#remove(operation, this.#couldField(operation));
  }

  /** Marks every other overwriting operation that is open: it could have come just before. */
  #cover(aside?: Aside): void {
    const { overwriting } = this.#windows.at(at(this.scratch, layout.first));
    this.#windows.looks += overwriting.length;
    for (const operation of overwriting) {
      const field = this.#couldField(operation);
      if (this.#isDone(operation) || this.#has(operation, field)) continue;
      this.#add(operation, field);
      aside?.coverable.push(operation);
    }
  }

  /** Takes every pure operation that is possible now, and moves `first` past what has been done. */
  #settle(aside?: Aside): void {
    const { size } = this.#problem;
    for (let first = at(this.scratch, layout.first); first < size; first++) {
      this.scratch[layout.first] = first;
      if (!this.#isDone(first)) this.#absorb(first, aside);
      if (!this.#isDone(first)) return;
      this.#remove(first, this.#doneField(first));
    }
    this.scratch[layout.first] = size;
  }

  #absorb(first: number, aside?: Aside): void {
    const { transitions, kind } = this.#problem;
    const state = at(this.scratch, layout.state);
    const { pures } = this.#windows.at(first);
    this.#windows.looks += pures.length;
    for (const operation of pures) {
      if (this.#isDone(operation) || !transitions.allows(state, at(kind, operation))) continue;
      this.#add(operation, this.#doneField(operation));
      aside?.absorbed.push(operation);
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
    if (at(this.#problem.sort, first) !== sorts.pure) this.#addMoves(moves, first, at(this.#problem.kind, first), null);
    if (this.#couldBeDone(first)) moves.push(coverFirst, at(this.scratch, layout.state));
    return moves;
  }

  #answered(helpful: boolean): Moves {
    const first = at(this.scratch, layout.first);
    const moves: number[] = [];
    const { effects } = this.#windows.at(first);
    this.#windows.looks += effects.length;
    for (const operation of effects) {
      if (operation === first || this.#isDone(operation) || !this.#twinIsDone(operation, first)) continue;
      this.#addMoves(moves, operation, at(this.#problem.kind, operation), helpful);
    }
    return moves;
  }

  #twinIsDone(operation: number, first: number): boolean {
    const twin = at(this.#problem.twin, operation);
    return twin < first || this.#isDone(twin) || this.#couldBeDone(twin);
  }

  #unanswered(helpful: boolean): Moves {
    const moment = stampAt(this.#problem.return, at(this.scratch, layout.first));
    const used = at(this.scratch, layout.used);
    const moves: number[] = [];
    for (const [i, { kind, calls }] of this.#problem.optional.entries()) {
      // Kinds stand in the order of their first calls.
      if (item(calls, 0) > moment) break;
      this.#windows.looks++;
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
      if (helpful !== null && !this.#isWorthTaking(move, kind, before, state)) continue;
      if (helpful === null || helpful === this.#firstIsPossible(state)) moves.push(move, state);
    }
  }

  /** Whether the state that an operation leaves, before its time is up, is seen by something. */
  #isWorthTaking(move: Move, kind: number, before: number, after: number): boolean {
    const first = at(this.scratch, layout.first);
    if (this.#problem.transitions.overwrites(kind)) {
      return this.#allowsSomePure(first, after) || !this.#hidden.isOverwritten(first, after);
    }
    if (move >= 0) return true;
    return after !== before && (this.#allowsSomePure(first, after) || !this.#hidden.isHidden(first, before, after));
  }

  #allowsSomePure(first: number, state: number): boolean {
    const { transitions, kind } = this.#problem;
    const isSeen = (pure: number): boolean => !this.#isDone(pure) && transitions.allows(state, at(kind, pure));
    const { pures } = this.#windows.at(first);
    this.#windows.looks += pures.length;
    return pures.some(isSeen);
  }

  #firstIsPossible(state: number): boolean {
    const first = at(this.scratch, layout.first);
    return this.#problem.transitions.next(state, at(this.#problem.kind, first)) !== impossible;
  }
}
