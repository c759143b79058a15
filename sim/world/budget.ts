/** How much may go wrong at once. */
import type { NodeId } from '../core/protocol.ts';
import type { NodeSlot } from './node.ts';
import type { Fault, FaultKind } from './plan.ts';

/** What a protocol promises to survive. A fault that would exceed it is withheld, and counted. */
export interface Budget {
  /** Most servers that are down, paused or without a working disk (hung or full) at once; null: any number. */
  readonly maxDown: number | null;
  /** Most servers whose stable storage has lost something that it had acknowledged, in the whole run. */
  readonly maxDamaged: number;
}

/** Anything goes. */
export const unboundedBudget: Budget = { maxDown: null, maxDamaged: Infinity };

/** Would the fault disable or damage more servers than the budget allows? What it does to clients does not count. */
export function exceeds(budget: Budget, fault: Fault, slots: readonly NodeSlot[]): boolean {
  const servers = slots.filter((slot) => slot.role === 'server');
  const targets = fault.kind === 'fullRestart' ? servers.map((slot) => slot.id) : 'node' in fault ? [fault.node] : [];
  return (
    (disabling.has(fault.kind) && isOneTooMany(servers, isDisabled, targets, budget.maxDown ?? Infinity)) ||
    (damaging.has(fault.kind) && isOneTooMany(servers, (slot) => slot.damaged, targets, budget.maxDamaged))
  );
}

const disabling: ReadonlySet<FaultKind> = new Set(['crash', 'fullRestart', 'wipe', 'pause', 'hungDisk', 'diskFull'] as const);

const damaging: ReadonlySet<FaultKind> = new Set(['wipe', 'bitRot'] as const);

const isDisabled = (slot: NodeSlot): boolean => !slot.isUp || slot.paused || slot.impairments.has('hungDisk') || slot.impairments.has('fullDisk');

/** Would more than `most` servers be affected, with the targets? */
function isOneTooMany(servers: readonly NodeSlot[], isAffected: (slot: NodeSlot) => boolean, targets: readonly NodeId[], most: number): boolean {
  const affected = servers.filter(isAffected).length;
  const added = servers.filter((slot) => targets.includes(slot.id) && !isAffected(slot)).length;
  return affected + added > most;
}
