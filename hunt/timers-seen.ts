/** The timers of a run by name, and which of them were called otherwise before. */
import { longestName } from '../sim/world/plan-shape.ts';
import { mostTimerMarks, type TimerMark } from '../sim/world/landmark.ts';
import type { Observed } from '../sim/world/recorder.ts';
import type { Watcher } from '../sim/hosts/simulation.ts';

/** Sees each timer when it is first set. */
export class TimersSeen implements Watcher {
  readonly property = 'timers have names';
  private readonly seen = new Map<string, TimerMark>();

  observe({ effects }: Observed): null {
    for (const effect of effects) {
      if (effect.kind !== 'setTimer' || this.seen.has(effect.timer)) continue;
      if (this.seen.size < mostTimerMarks && effect.timer.length <= longestName) this.seen.set(effect.timer, { timer: effect.timer, min: effect.min, max: effect.max });
    }
    return null;
  }

  /** In the order in which they were first set. */
  get marks(): readonly TimerMark[] {
    return [...this.seen.values()];
  }
}

/**
 * The former names of timers, by those that they have now. Renamed are those that only one of the two runs has set: the first of the old ones is the first
 * of the new ones with the same range, or else the first at all.
 */
export function renamedTimers(before: readonly TimerMark[], now: readonly TimerMark[]): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  const gone = missingIn(before, now);
  const candidates = missingIn(now, before);
  for (const isLike of [hasRangeOf, () => true]) {
    for (const old of gone) {
      const fresh = candidates.find((mark) => !renamed.has(mark.timer) && isLike(mark, old));
      if (fresh !== undefined && ![...renamed.values()].includes(old.timer)) renamed.set(fresh.timer, old.timer);
    }
  }
  return renamed;
}

const missingIn = (marks: readonly TimerMark[], others: readonly TimerMark[]): readonly TimerMark[] => {
  const names = new Set(others.map(({ timer }) => timer));
  return marks.filter(({ timer }) => !names.has(timer));
};

const hasRangeOf = (left: TimerMark, right: TimerMark): boolean => left.min === right.min && left.max === right.max;
