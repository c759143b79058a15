import type { Problem } from './problem.ts';
import { impossible, type Transitions } from './transitions.ts';
import type { Windows } from './windows.ts';
import { at, item, stampAt } from './words.ts';

const keptMax = 256;
/** With more kinds than this in a window, watching costs more than it saves. */
const kindsMax = 1_000;

/**
 * Tells where the effect of an operation would go unseen, so that it need not be tried.
 *
 * An unanswered operation: where whatever may come next leads from the state after it to nothing but what it leads to from
 * the state before. Proof: take an order with it; what comes next in it, comes next without it too, leaves the same state, and so all after
 * that is as it was. The order without it uses fewer unanswered operations, which leaves no less open. What is pure is no part of this: it
 * is looked at before (`Rules` ask whether some pure operation is possible there).
 *
 * An overwriting one: where all that may come next overwrites it in turn, or is impossible: it can come later, when its return comes, or be covered.
 */
export class Hidden {
  readonly #problem: Problem<unknown, unknown, unknown>;
  readonly #windows: Windows;
  readonly #dependents = new Map<number, readonly number[]>();
  readonly #watches = new Map<number, Watch | null>();

  constructor(problem: Problem<unknown, unknown, unknown>, windows: Windows) {
    this.#problem = problem;
    this.#windows = windows;
  }

  /** Whether nothing that may come next, with `first` the first not done, can tell `after` from `before`. */
  isHidden(first: number, before: number, after: number): boolean {
    return this.#watchAt(first)?.isHidden(before, after) ?? false;
  }

  /** Whether all that may come next, with `first` the first not done, is impossible in `after` or overwrites it. */
  isOverwritten(first: number, after: number): boolean {
    const { transitions } = this.#problem;
    const dependent = this.#dependentAt(first);
    if (dependent.length > kindsMax) return false;
    this.#windows.looks += dependent.length;
    return dependent.every((kind) => transitions.next(after, kind) === impossible);
  }

  #dependentAt(first: number): readonly number[] {
    const known = this.#dependents.get(first);
    if (known !== undefined) return known;
    if (this.#dependents.size >= keptMax) this.#dependents.clear();
    const kinds = this.#kindsAt(first).filter((kind) => !this.#problem.transitions.overwrites(kind));
    this.#dependents.set(first, kinds);
    return kinds;
  }

  #watchAt(first: number): Watch | null {
    const known = this.#watches.get(first);
    if (known !== undefined) return known;
    if (this.#watches.size >= keptMax) this.#watches.clear();
    const kinds = this.#kindsAt(first);
    const watch = kinds.length > kindsMax ? null : new Watch(this.#problem.transitions, kinds);
    this.#watches.set(first, watch);
    return watch;
  }

  /** What may come next depends on the window only. */
  #kindsAt(first: number): readonly number[] {
    const { kind, optional, return: returns } = this.#problem;
    const answered = this.#windows.at(first).effects.map((operation) => at(kind, operation));
    const called = optional.filter(({ calls }) => item(calls, 0) <= stampAt(returns, first));
    return [...new Set([...answered, ...called.map((each) => each.kind)])];
  }
}

/**
 * Some kinds of operation, watched over all states met. Those that always led to the same state (plain writes) tell
 * nothing apart, so that most questions are answered at once.
 */
class Watch {
  readonly #transitions: Transitions<unknown, unknown, unknown>;
  readonly #met = new Set<number>();
  #steady: { readonly kind: number; readonly code: number | null }[];
  #varying: number[] = [];

  constructor(transitions: Transitions<unknown, unknown, unknown>, kinds: readonly number[]) {
    this.#transitions = transitions;
    this.#steady = kinds.map((kind) => ({ kind, code: null }));
  }

  isHidden(before: number, after: number): boolean {
    this.#meet(before);
    this.#meet(after);
    return this.#varying.every((kind) => this.#leadsNowhereElse(kind, before, after));
  }

  #leadsNowhereElse(kind: number, before: number, after: number): boolean {
    const code = this.#transitions.next(after, kind);
    return code === impossible || code === this.#transitions.next(before, kind);
  }

  #meet(state: number): void {
    if (this.#met.has(state)) return;
    this.#met.add(state);
    const steady: { readonly kind: number; readonly code: number }[] = [];
    for (const { kind, code } of this.#steady) {
      const now = this.#transitions.next(state, kind);
      if (code === null || code === now) steady.push({ kind, code: now });
      else this.#varying.push(kind);
    }
    this.#steady = steady;
  }
}
