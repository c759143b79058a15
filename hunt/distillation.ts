/**
 * Which of many runs are worth making again, and in which order? Those that together show each transition `enough` times, as far as it was shown so often,
 * for the fewest events: a weighted set cover, solved greedily (Chvatal, "A Greedy Heuristic for the Set-Covering Problem", Mathematics of Operations
 * Research 4, 1979), as fuzzers select the seeds with which they begin (Rebert et al., "Optimizing Seed Selection for Fuzzing", USENIX Security 2014).
 *
 * What changes in the code changes some transition. Until then, a run of the same seed and plan goes as it went when it was chosen.
 */
import type { DrawnRun } from './strategies/strategy.ts';

/** One run through a transition may miss what is wrong with it. */
const enough = 3;

/** A run costs as much as so many events before its first one. */
const eventsToBegin = 150;

interface Candidate {
  readonly run: DrawnRun;
  readonly cost: number;
  readonly transitions: readonly number[];
}

export class Distillation {
  /** How many runs have shown each transition. */
  private readonly shown = new Map<number, number>();
  private readonly candidates: Candidate[] = [];

  /** Different transitions. */
  get transitions(): number {
    return this.shown.size;
  }

  /** One more run, of so many events, and its transitions. */
  see(run: DrawnRun, events: number, transitions: ReadonlySet<number>): void {
    let isNeeded = false;
    for (const transition of transitions) {
      const before = this.shown.get(transition) ?? 0;
      this.shown.set(transition, before + 1);
      isNeeded ||= before < enough;
    }
    if (isNeeded) this.candidates.push({ run, cost: events + eventsToBegin, transitions: [...transitions] });
  }

  /** The best first. */
  get chosen(): readonly DrawnRun[] {
    const chosen: DrawnRun[] = [];
    const covered = new Map<number, number>();
    const worth = ({ transitions, cost }: Candidate): number => transitions.filter((transition) => (covered.get(transition) ?? 0) < enough).length / cost;
    // What a run is worth only falls: one that is best by what it was worth before is best if it still is.
    const left = this.candidates.map((candidate) => ({ candidate, worth: worth(candidate) })).toSorted((a, b) => b.worth - a.worth);
    for (let best = left.shift(); best !== undefined; best = left.shift()) {
      const now = { candidate: best.candidate, worth: worth(best.candidate) };
      if (now.worth < (left[0]?.worth ?? 0)) {
        const place = left.findIndex((other) => other.worth <= now.worth);
        left.splice(place === -1 ? left.length : place, 0, now);
      } else if (now.worth > 0) {
        chosen.push(best.candidate.run);
        for (const transition of best.candidate.transitions) covered.set(transition, (covered.get(transition) ?? 0) + 1);
      }
    }
    return chosen;
  }
}
