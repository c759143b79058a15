import { Judge, type Kept, type Kepts } from './judge.ts';
import type { Model } from './model.ts';
import type { Placed } from './verdict.ts';

/** A small part of an illegal history that is illegal by itself. */
export interface SubHistory<Input, Output> {
  readonly kept: Kepts<Input, Output>;
  /** Whether every single further deletion was tried and found to be none that may be made. */
  readonly isMinimal: boolean;
  /**
   * Whether it is illegal whatever the deleted operations did: with the answers of these forgotten, each of which may have
   * taken effect or not, it was found illegal too.
   */
  readonly isCertain: boolean;
}

/**
 * Deletes operations from an illegal history while it stays illegal for the same reason: `blocked` cannot be placed at its
 * time. Deleting freely would end in nonsense: without its write, any read is illegal. So a deletion is made only if the
 * rest is still illegal, and legal without the blocked operation, and (where that held at first) legal with the blocked
 * operation at any other time. What is read must have been written by something that is left.
 *
 * `prefix` is the longest legal order before it. `budget` bounds the work, in configurations.
 */
export function minimise<State, Input, Output>(
  model: Model<State, Input, Output>,
  illegal: Kepts<Input, Output>,
  blocked: Kept<Input, Output>,
  prefix: readonly Placed<State>[],
  budget: number,
): SubHistory<Input, Output> {
  const judge = new Judge(model, budget);
  // What was called after the blocked operation returned comes after it in any order: it plays no part, unless it shows what had been done before.
  const before = illegal.filter(({ operation }) => blocked.operation.return === null || operation.call <= blocked.operation.return);
  const called = before.length === illegal.length || judge.isIllegal(before) ? before : illegal;
  const isIllegalAlone = judge.isIllegal([blocked]);
  const isMatterOfTime = isPossibleElsewhere(judge, called, blocked, prefix);
  // Nothing is left that could be deleted; and where much is open at once, a search for less would end with the budget.
  if (isIllegalAlone && !isMatterOfTime) return { kept: [blocked], isMinimal: true, isCertain: judge.isIllegal(withOthersWeakened(judge, [blocked], called)) };
  const reason = new Reason(judge, blocked, isMatterOfTime ? atAnyTime(blocked, called) : null);
  const undecided = judge.undecided;
  const others = called.filter((each) => each !== blocked);
  const close = closest(judge, inOrder(others, prefix), reason) ?? others;
  const fewer = shrink(close, (each) => judge.isPure(each), reason);
  const kept = inOrderOfCalls([...shrink(fewer, () => true, reason), blocked]);
  const isMinimal = judge.undecided === undecided && judge.isIllegal(kept);
  return { kept, isMinimal, isCertain: judge.isIllegal(withOthersWeakened(judge, kept, called)) };
}

/** Tells whether a part of the history is illegal for the same reason as the whole. */
class Reason<State, Input, Output> {
  readonly #judge: Judge<State, Input, Output>;
  readonly #blocked: Kept<Input, Output>;
  readonly #anyTime: Kept<Input, Output> | null;

  constructor(judge: Judge<State, Input, Output>, blocked: Kept<Input, Output>, anyTime: Kept<Input, Output> | null) {
    this.#judge = judge;
    this.#blocked = blocked;
    this.#anyTime = anyTime;
  }

  /** Whether no more can be found out. */
  get isSpent(): boolean {
    return this.#judge.isSpent;
  }

  /** `rest` is without the blocked operation. */
  holdsIn(rest: Kepts<Input, Output>): boolean {
    return (
      this.#judge.isIllegal([...rest, this.#blocked]) &&
      this.#judge.isLegal(rest) &&
      (this.#anyTime === null || this.#judge.isLegal([...rest, this.#anyTime]))
    );
  }
}

/**
 * The shortest end of the longest legal prefix in which the reason holds, by doubling: what happened just before is mostly
 * enough, and far quicker to judge than the whole. Begins with an operation that has an effect; null if none will do.
 */
function closest<State, Input, Output>(
  judge: Judge<State, Input, Output>,
  prefix: Kepts<Input, Output>,
  reason: Reason<State, Input, Output>,
): Kepts<Input, Output> | null {
  for (let length = 2; length < prefix.length; length *= 2) {
    const start = prefix.findLastIndex((each, place) => place <= prefix.length - length && !judge.isPure(each));
    const end = prefix.slice(Math.max(0, start));
    if (reason.holdsIn(end)) return end;
  }
  return null;
}

function inOrder<Input, Output>(kepts: Kepts<Input, Output>, order: readonly Placed<unknown>[]): Kepts<Input, Output> {
  const bySource = new Map(kepts.map((each) => [each.source, each]));
  return order.flatMap(({ operation }) => bySource.get(operation) ?? []);
}

/** Whether the blocked operation could be placed if only its time were another. */
function isPossibleElsewhere<State, Input, Output>(
  judge: Judge<State, Input, Output>,
  called: Kepts<Input, Output>,
  blocked: Kept<Input, Output>,
  prefix: readonly Placed<State>[],
): boolean {
  // Without an effect it can go wherever it is possible, and breaks nothing.
  if (judge.isPure(blocked) && prefix.some(({ state }) => judge.isPossible(blocked, state))) return true;
  return judge.isLegal([...called.filter((each) => each !== blocked), atAnyTime(blocked, called)]);
}

function atAnyTime<Input, Output>(
  { source, operation }: Kept<Input, Output>,
  among: Kepts<Input, Output>,
): Kept<Input, Output> {
  if (operation.return === null) return { source, operation };
  const stamps = among.flatMap(({ operation: other }) => [other.call, other.return ?? other.call]);
  const call = stamps.reduce((least, stamp) => Math.min(least, stamp), operation.call);
  const last = stamps.reduce((most, stamp) => Math.max(most, stamp), operation.return);
  return { source, operation: { ...operation, call, return: last } };
}

function withOthersWeakened<State, Input, Output>(
  judge: Judge<State, Input, Output>,
  kept: Kepts<Input, Output>,
  all: Kepts<Input, Output>,
): Kepts<Input, Output> {
  const sources = new Set(kept.map(({ source }) => source));
  return all.flatMap((each) => (sources.has(each.source) ? [each] : judge.weakened(each)));
}

const inOrderOfCalls = <Input, Output>(kepts: Kepts<Input, Output>): Kepts<Input, Output> =>
  kepts.toSorted((a, b) => a.operation.call - b.operation.call || a.source - b.source);

/**
 * Deletes candidates from `kept` while the reason holds in the rest, oldest first, in chunks that get smaller, and at last
 * one by one until no single one can be deleted.
 */
function shrink<State, Input, Output>(
  kept: Kepts<Input, Output>,
  isCandidate: (each: Kept<Input, Output>) => boolean,
  reason: Reason<State, Input, Output>,
): Kepts<Input, Output> {
  let now = kept;
  for (let size = kept.filter(isCandidate).length; size > 1; size = Math.ceil(size / 2)) {
    now = deleteChunks(now, size, isCandidate, reason);
  }
  for (let before = -1; before !== now.length && !reason.isSpent; ) {
    before = now.length;
    now = deleteChunks(now, 1, isCandidate, reason);
  }
  return now;
}

function deleteChunks<State, Input, Output>(
  kept: Kepts<Input, Output>,
  size: number,
  isCandidate: (each: Kept<Input, Output>) => boolean,
  reason: Reason<State, Input, Output>,
): Kepts<Input, Output> {
  const candidates = kept.filter(isCandidate);
  let now = kept;
  for (let start = 0; start < candidates.length && !reason.isSpent; start += size) {
    const chunk = new Set(candidates.slice(start, start + size));
    const rest = now.filter((each) => !chunk.has(each));
    if (reason.holdsIn(rest)) now = rest;
  }
  return now;
}
