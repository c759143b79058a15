/** The timers of a run by name, and which of them were called otherwise before. */
import { mostTimers, longestName } from '../sim/world/plan-shape.ts';
import type { TimerMark } from '../sim/world/landmark.ts';
import type { FormerTimer } from '../sim/world/plan.ts';
import type { Observed } from '../sim/world/recorder.ts';
import type { Watcher } from '../sim/hosts/simulation.ts';

/** Sees each timer when it is first set. What is no timer is not its business: the world refuses it. */
export class TimersSeen implements Watcher {
  readonly property = 'timers have names';
  private readonly seen = new Map<string, TimerMark>();

  observe({ effects }: Observed): null {
    for (const effect of effects) if (isObject(effect) && effect.kind === 'setTimer' && !this.seen.has(effect.timer)) this.note(effect);
    return null;
  }

  /** In the order in which they were first set. */
  get marks(): readonly TimerMark[] {
    return [...this.seen.values()];
  }

  private note({ timer, min, max }: TimerMark): void {
    const isName = typeof timer === 'string' && timer.length <= longestName;
    const isRange = Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 0 && min <= max;
    if (isName && isRange && this.seen.size < mostTimers) this.seen.set(timer, { timer, min, max });
  }
}

/** The compiler knows that there are no holes; a user's JavaScript does not. */
const isObject = (effect: unknown): boolean => typeof effect === 'object' && effect !== null;

/**
 * Timers that have other names now. These are timers that only one of the two runs has set: the first of the old ones with some range is the first of the new ones
 * with the same range. Where there were more than are remembered, nobody knows which are missing: none.
 */
export function renamedTimers(before: readonly TimerMark[], now: readonly TimerMark[]): readonly FormerTimer[] {
  if (before.length >= mostTimers || now.length >= mostTimers) return [];
  const fresh = missingIn(now, before);
  return missingIn(before, now).flatMap((old) => {
    const place = fresh.findIndex((mark) => mark.min === old.min && mark.max === old.max);
    return fresh.splice(place, place < 0 ? 0 : 1).map(({ timer }) => ({ timer, was: old.timer }));
  });
}

function missingIn(marks: readonly TimerMark[], others: readonly TimerMark[]): TimerMark[] {
  const names = new Set(others.map(({ timer }) => timer));
  return marks.filter(({ timer }) => !names.has(timer));
}
