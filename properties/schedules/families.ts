/** The fault families that a swarm switches on and off, one by one and seed by seed. */
import type { FaultKind } from '../../sim/world/plan.ts';

/** What the network does by chance to any message. */
export const networkFamilies = ['loss', 'duplicate', 'reorder', 'tail', 'replay', 'pairBias', 'queueLimit', 'bandwidth'] as const;

/** One of `networkFamilies`. */
export type NetworkFamily = (typeof networkFamilies)[number];

/** Faults between nodes. */
export const linkFaults = ['partition', 'oneWay', 'swizzle', 'clog'] as const satisfies readonly FaultKind[];

/** Faults of processes that lose nothing that was stored. */
export const processFaults = ['crash', 'fullRestart', 'pause', 'slowNode'] as const satisfies readonly FaultKind[];

/** Faults of disks that lose nothing that was acknowledged. */
export const diskFaults = ['slowDisk', 'hungDisk', 'ioError', 'diskFull'] as const satisfies readonly FaultKind[];

/** Faults that lose what had been acknowledged: only redundancy survives them. */
export const damageFaults = ['bitRot', 'wipe'] as const satisfies readonly FaultKind[];

/** Faults of clocks: their rate, and the date that the wall clock shows. */
export const clockFaults = ['clockDrift', 'clockJump'] as const satisfies readonly FaultKind[];

/** Anything that a swarm switches on or off. */
export type Family = NetworkFamily | FaultKind | 'clockSkew';

const networkNames: ReadonlySet<string> = new Set(networkFamilies);

/** Is it part of the network's behaviour all the time, rather than a fault that strikes? */
export function isNetworkFamily(family: Family): family is NetworkFamily {
  return networkNames.has(family);
}

/** Does it strike, at a time or a milestone? */
export function isFaultKind(family: Family): family is FaultKind {
  return !isNetworkFamily(family) && family !== 'clockSkew';
}
