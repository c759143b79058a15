import { findContradicted } from './contradiction.ts';
import { isAnswered, Judge, type Kept, type Kepts } from './judge.ts';
import type { Model } from './model.ts';

export interface SubHistory<Input, Output> {
  readonly kept: Kepts<Input, Output>;
  /** False where the budget ended before every single removal had been tried. */
  readonly isMinimal: boolean;
}

/**
 * A small part of an illegal history that is illegal by itself.
 *
 * It is reached by steps that cannot make a legal history illegal: an operation without an effect is deleted, of another one
 * the answer is forgotten (it may then have taken effect or not, at any time). In the end weakening any operation in this
 * way makes the rest legal. Then operations are deleted that play no part: those without which the rest is still illegal
 * *and* still becomes legal by each of these weakenings. So a write that something in the rest needs to read stays.
 *
 * `blocked` is the source of an operation to begin with. `budget` bounds the work, in configurations.
 */
export function minimise<State, Input, Output>(
  model: Model<State, Input, Output>,
  illegal: Kepts<Input, Output>,
  blocked: number,
  budget: number,
): SubHistory<Input, Output> {
  const judge = new Judge(model, budget);
  const grown = grow(judge, illegal, blocked);
  const undecided = judge.undecided;
  const kept = deleteIdle(judge, weakenAll(judge, grown));
  return { kept, isMinimal: judge.undecided === undecided };
}

/**
 * Weakens everything but one operation, then gives answers back where the legal order that was found contradicts them,
 * until there is none. Each history on the way is nearly free, and so easily judged.
 */
function grow<State, Input, Output>(
  judge: Judge<State, Input, Output>,
  all: Kepts<Input, Output>,
  blocked: number,
): Kepts<Input, Output> {
  const answered = new Set([blocked]);
  for (;;) {
    const weaker = all.flatMap((each) => (answered.has(each.source) ? [each] : judge.weakened(each)));
    const verdict = judge.judge(weaker);
    if (verdict?.kind === 'illegal') return weaker;
    const order = verdict?.kind === 'ok' ? (verdict.orders[0]?.order ?? []) : null;
    const contradicted = order === null ? null : findContradicted(judge, all, weaker, order);
    if (contradicted === null) return all;
    answered.add(contradicted.source);
  }
}

/** Weakens answered operations, first many together and at last one by one, until none can be weakened. */
function weakenAll<State, Input, Output>(
  judge: Judge<State, Input, Output>,
  illegal: Kepts<Input, Output>,
): Kepts<Input, Output> {
  return shrink(illegal, isAnswered, (kept, chosen) => {
    const weaker = kept.flatMap((each) => (chosen.has(each.source) ? judge.weakened(each) : [each]));
    return judge.isIllegal(weaker) ? weaker : null;
  });
}

/** Deletes operations that play no part, unanswered ones first. */
function deleteIdle<State, Input, Output>(
  judge: Judge<State, Input, Output>,
  illegal: Kepts<Input, Output>,
): Kepts<Input, Output> {
  const attempt = (kept: Kepts<Input, Output>, chosen: ReadonlySet<number>): Kepts<Input, Output> | null => {
    const rest = kept.filter(({ source }) => !chosen.has(source));
    return judge.isIllegal(rest) && rest.filter(isAnswered).every((each) => isNeeded(judge, rest, each)) ? rest : null;
  };
  return shrink(shrink(illegal, (each) => !isAnswered(each), attempt), () => true, attempt);
}

/** Whether `kept` becomes legal when `each` is weakened. */
function isNeeded<State, Input, Output>(
  judge: Judge<State, Input, Output>,
  kept: Kepts<Input, Output>,
  each: Kept<Input, Output>,
): boolean {
  return judge.isLegal(kept.flatMap((other) => (other === each ? judge.weakened(each) : [other])));
}

/**
 * Lets `attempt` change chosen candidates among `kept`, latest first, in chunks that get smaller, and at last one by one
 * until no single one can be changed. `attempt` gives null where it fails.
 */
function shrink<Input, Output>(
  kept: Kepts<Input, Output>,
  isCandidate: (each: Kept<Input, Output>) => boolean,
  attempt: (kept: Kepts<Input, Output>, chosen: ReadonlySet<number>) => Kepts<Input, Output> | null,
): Kepts<Input, Output> {
  let now = kept;
  let size = now.filter(isCandidate).length;
  for (let changed = true; size > 0 && (size > 1 || changed); size = Math.ceil(size / 2)) {
    changed = false;
    const sources = now.filter(isCandidate).map(({ source }) => source);
    for (let end = sources.length; end > 0; end -= size) {
      const next = attempt(now, new Set(sources.slice(Math.max(0, end - size), end)));
      changed ||= next !== null;
      now = next ?? now;
    }
    // The pass by single ones comes at least once.
    if (size === 2) changed = true;
  }
  return now;
}
