/** Planned faults that wait for a milestone. */
import type { NodeId, Protocol } from '../core/protocol.ts';
import type { PlannedFault, WriteMilestone } from './plan.ts';
import type { Observed } from './recorder.ts';

/** A planned fault that waits for its milestone. */
interface Waiting {
  /** Its place in the plan. */
  readonly planned: number;
  readonly name: string;
  readonly node: NodeId | null;
  readonly delay: number;
  /** How many times the milestone has yet to come. */
  readonly remaining: number;
}

/** A planned fault that strikes so many microseconds from now. */
export interface Due {
  readonly planned: number;
  readonly after: number;
}

const nothing: readonly Due[] = [];

export class Triggers {
  private waiting: readonly Waiting[];
  private isClosed = false;

  constructor(faults: readonly PlannedFault[]) {
    this.waiting = faults.flatMap(({ trigger }, planned) => {
      if (trigger.kind !== 'milestone') return [];
      const { name, node, delay, occurrence } = trigger;
      return [{ planned, name, node, delay, remaining: occurrence }];
    });
  }

  /** Nothing can set off anything: there is no need to ask. */
  get isIdle(): boolean {
    return this.isClosed || this.waiting.length === 0;
  }

  /** The faults that this step of a node sets off: by the milestones of its protocol. */
  afterStep({ node, before, event, after, effects }: Observed, { milestones = {} }: Protocol): readonly Due[] {
    if (before === null || event.kind === 'start') return nothing;
    return this.count(node, (name) => Object.hasOwn(milestones, name) && milestones[name]?.holds(before, event, after, effects) === true);
  }

  /** The faults that this moment in the life of a node's writes sets off. */
  atWrite(milestone: WriteMilestone, node: NodeId): readonly Due[] {
    return this.count(node, (name) => name === milestone);
  }

  /** From now on no milestone sets off anything. */
  close(): void {
    this.isClosed = true;
  }

  /** An independent list in the same state. */
  copy(): Triggers {
    const twin = new Triggers([]);
    twin.waiting = this.waiting;
    twin.isClosed = this.isClosed;
    return twin;
  }

  private count(node: NodeId, holds: (name: string) => boolean): readonly Due[] {
    const met = this.waiting.filter((waiting) => (waiting.node === null || waiting.node === node) && holds(waiting.name));
    if (met.length === 0) return nothing;
    const due = met.filter(({ remaining }) => remaining <= 1);
    const left = this.waiting.filter((waiting) => !due.includes(waiting));
    this.waiting = left.map((waiting) => (met.includes(waiting) ? { ...waiting, remaining: waiting.remaining - 1 } : waiting));
    return due.map(({ planned, delay }) => ({ planned, after: delay }));
  }
}
