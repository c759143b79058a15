/** Two runs of the same seed: the second is held against the record of the first, and the first difference is named. */
import { findDifference } from '../sim/core/canonical.ts';
import { fingerprint } from '../sim/core/fingerprint.ts';
import { describeEvent, NondeterminismFound } from '../sim/hosts/checks.ts';
import type { Watcher } from '../sim/hosts/simulation.ts';
import type { Observed } from '../sim/world/recorder.ts';

/** Name of the property that a run of the same seed breaks when it is another one. */
export const sameSeedSameRun = 'the same seed gives the same run';

type Kept = Pick<Observed, 'time' | 'node' | 'event' | 'after' | 'effects'>;

/** Steps kept whole, to name the field that differs; of later ones only fingerprints are kept. */
const mostKept = 20_000;

const parts = ['event', 'after', 'effects'] as const;

/** What each step of a run did. Its states and effects must be frozen, or they are not what they were. */
export class RunRecord implements Watcher {
  readonly property = 'record';
  readonly prints: number[] = [];
  readonly steps: Kept[] = [];

  observe(step: Observed): null {
    this.prints.push(...printsOf(step));
    if (this.steps.length < mostKept) this.steps.push({ ...step });
    return null;
  }
}

const printsOf = (step: Observed): readonly number[] => [step.time, step.node, ...parts.map((part) => fingerprint(step[part]))];
const printsPerStep = 2 + parts.length;

/** Throws at the first step that is not the record's. */
export class RunComparison implements Watcher {
  readonly property = sameSeedSameRun;
  private readonly record: RunRecord;

  constructor(record: RunRecord) {
    this.record = record;
  }

  observe(step: Observed): null {
    const from = (step.index - 1) * printsPerStep;
    const other = printsOf(step).findIndex((print, i) => print !== this.record.prints[from + i]);
    if (other === -1) return null;
    const where = this.record.prints.length <= from ? 'the other has no such step' : `they differ at ${this.differenceAt(step, other)}`;
    const scene = { node: step.node, step: step.index, event: describeEvent(step.event) };
    throw new NondeterminismFound(sameSeedSameRun, scene, `two runs of the same seed: ${where}`);
  }

  private differenceAt(step: Observed, part: number): string {
    const kept = this.record.steps[step.index - 1];
    const name = ['the time', 'the node', 'the event', 'state', 'effects'][part] ?? 'nothing';
    if (kept === undefined) return name;
    if (step.node !== kept.node) return `the node (${kept.node}, ${step.node})`;
    if (step.time !== kept.time) return `the time (${kept.time}, ${step.time})`;
    return findDifference(kept.event, step.event, 'event') ?? findDifference(kept.after, step.after, 'state') ?? findDifference(kept.effects, step.effects, 'effects') ?? name;
  }
}
