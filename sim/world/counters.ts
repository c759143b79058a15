import type { FaultKind } from './plan.ts';

/** How often each thing happened in a run. Faults count when they strike; the rest counts what they did. */
export interface Counters {
  readonly faults: Record<FaultKind, number>;
  /** Planned faults that the budget held back. */
  withheld: number;
  sent: number;
  delivered: number;
  lost: number;
  late: number;
  duplicated: number;
  replayed: number;
  /** Dropped because the link was cut when the message left or arrived. */
  cut: number;
  /** Held by a clogged link and delivered later. */
  clogged: number;
  overflowed: number;
  /** Waited for bandwidth. */
  throttled: number;
  /** Arrived before a message that had left earlier on the same link. */
  reordered: number;
  /** Arrived at a node that was down. */
  undelivered: number;
  writesStored: number;
  writesLost: number;
  writesTorn: number;
  syncsFailed: number;
  /** Bytes of all messages sent (only counted where the bandwidth is limited or bytes are asked for). */
  bytesSent: number;
}

export function noCounts(): Counters {
  return {
    faults: {
      partition: 0,
      oneWay: 0,
      swizzle: 0,
      clog: 0,
      crash: 0,
      fullRestart: 0,
      pause: 0,
      slowNode: 0,
      wipe: 0,
      slowDisk: 0,
      hungDisk: 0,
      ioError: 0,
      diskFull: 0,
      bitRot: 0,
      clockDrift: 0,
      clockJump: 0,
    },
    withheld: 0,
    sent: 0,
    delivered: 0,
    lost: 0,
    late: 0,
    duplicated: 0,
    replayed: 0,
    cut: 0,
    clogged: 0,
    overflowed: 0,
    throttled: 0,
    reordered: 0,
    undelivered: 0,
    writesStored: 0,
    writesLost: 0,
    writesTorn: 0,
    syncsFailed: 0,
    bytesSent: 0,
  };
}

export function copyCounts(counts: Counters): Counters {
  return { ...counts, faults: { ...counts.faults } };
}
