/** When planned faults strike: by time or by milestone, within a budget. */
import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import type { NodeSlot } from './node.ts';
import type { Fault, PlannedFault, WriteMilestone } from './plan.ts';
import type { Observed } from './recorder.ts';

/** What a protocol promises to survive. A fault that would exceed it is withheld, and counted. */
export interface Budget {
  /** Most servers that are down, paused or without a disk at once; null: any number. */
  readonly maxDown: number | null;
  /** Most servers whose stable storage has lost something that it had acknowledged. */
  readonly maxDamaged: number;
}

export const unboundedBudget: Budget = { maxDown: null, maxDamaged: Infinity };

/** A planned fault that waits for its milestone. */
interface Waiting {
  readonly planned: number;
  readonly name: string;
  readonly node: NodeId | null;
  readonly delay: number;
  occurrences: number;
}

export interface Due {
  readonly planned: number;
  readonly after: number;
}

export class Triggers {
  private waiting: Waiting[] = [];

  constructor(faults: readonly PlannedFault[]) {
    for (const [planned, { trigger }] of faults.entries()) {
      if (trigger.kind === 'milestone') {
        this.waiting.push({ planned, name: trigger.name, node: trigger.node, delay: trigger.delay, occurrences: trigger.occurrence });
      }
    }
  }

  get isIdle(): boolean {
    return this.waiting.length === 0;
  }

  /** Planned faults whose milestone has not come (often enough). */
  get unfired(): readonly number[] {
    return this.waiting.map(({ planned }) => planned);
  }

  /** The faults that this step sets off. */
  afterStep(step: Observed, slot: NodeSlot): readonly Due[] {
    const { before, event, after, effects } = step;
    if (before === null || event.kind === 'start') return [];
    return this.count(slot.id, (name) => slot.protocol.milestones?.[name]?.holds(before, event, after, effects) ?? false);
  }

  /** The faults that this moment in the life of a write sets off. */
  atWrite(name: WriteMilestone, node: NodeId): readonly Due[] {
    return this.count(node, (wanted) => wanted === name);
  }

  clear(): void {
    this.waiting = [];
  }

  copy(): Triggers {
    const twin = new Triggers([]);
    twin.waiting = this.waiting.map((waiting) => ({ ...waiting }));
    return twin;
  }

  private count(node: NodeId, holds: (name: string) => boolean): readonly Due[] {
    const due: Due[] = [];
    for (const waiting of this.waiting) {
      if (waiting.node !== null && waiting.node !== node) continue;
      if (!holds(waiting.name) || --waiting.occurrences > 0) continue;
      due.push({ planned: waiting.planned, after: waiting.delay });
    }
    if (due.length > 0) this.waiting = this.waiting.filter((waiting) => waiting.occurrences > 0);
    return due;
  }
}

/** Would the fault take more than the budget allows? */
export function exceeds(budget: Budget, fault: Fault, slots: readonly NodeSlot[], now: Time): boolean {
  const servers = slots.filter((slot) => slot.role === 'server');
  const takesDown = (fault: Fault): readonly NodeId[] => (fault.kind === 'fullRestart' ? servers.map((slot) => slot.id) : [targetOf(fault)]);
  if (budget.maxDown !== null && downing.has(fault.kind)) {
    const down = new Set(servers.filter((slot) => !slot.isUp || slot.paused || slot.disk.hungUntil > now).map((slot) => slot.id));
    for (const node of takesDown(fault)) if (servers.some((slot) => slot.id === node)) down.add(node);
    if (down.size > budget.maxDown) return true;
  }
  if (!damaging.has(fault.kind)) return false;
  const damaged = new Set(servers.filter((slot) => slot.damaged).map((slot) => slot.id));
  return damaged.add(targetOf(fault)).size > budget.maxDamaged;
}

const downing: ReadonlySet<Fault['kind']> = new Set(['crash', 'fullRestart', 'wipe', 'pause', 'hungDisk'] as const);

const damaging: ReadonlySet<Fault['kind']> = new Set(['wipe', 'bitRot'] as const);

const targetOf = (fault: Fault): NodeId => ('node' in fault ? fault.node : -1);
