import type { FaultKind } from './plan.ts';

/** How often each thing happened in a run. Faults count when they strike; the rest counts what they did. */
export interface Counters {
  readonly faults: Record<FaultKind, number>;
  /** Faults that were held back, by the budget or because the world had been healed. */
  withheld: number;
  /** Planned faults that never struck: their milestone did not come, the run was over first, or the budget held them back. */
  unfired: number;
  /** Messages that left their node. With copies: sent + duplicated + replayed = delivered + lost + cut + overflowed + under way. */
  sent: number;
  /** Came to the door of their node, even if nobody was there. */
  delivered: number;
  lost: number;
  late: number;
  /** Copies that came soon after. */
  duplicated: number;
  /** Copies that came later than the longest latency. */
  replayed: number;
  /** Dropped because the link was cut when the message left or arrived. */
  cut: number;
  /** Held by a clogged link and delivered later. */
  clogged: number;
  /** Dropped because too many were under way on the link. */
  overflowed: number;
  /** Waited for bandwidth. */
  throttled: number;
  /** Arrived after a message that had left later on the same link; copies do not count. */
  reordered: number;
  /** Arrived at a node that was down, or were waiting for one that crashed. */
  undelivered: number;
  /** Bytes of all messages sent (only counted where the bandwidth is limited or bytes are asked for). */
  bytesSent: number;
  /** Arrivals that waited because their node was slow. */
  deferred: number;
  /** Writes and rewrites that reached stable storage. */
  writesStored: number;
  /** Records and rewrites that a power failure took away before they were synced. */
  writesLost: number;
  /** Of those, records that were torn. */
  writesTorn: number;
  syncsFailed: number;
  /** Syncs that did not end in time because the disk hung. */
  syncsHung: number;
  /** Stored records that were damaged. */
  recordsRotted: number;
  /** Wall clocks that were wrong from the beginning. */
  clocksSkewed: number;
  /** How often a script chose. */
  choices: number;
}

export function noCounts(): Counters {
  return {
    faults: {
      partition: 0,
      oneWay: 0,
      swizzle: 0,
      clog: 0,
      disconnect: 0,
      reconnect: 0,
      longDelays: 0,
      setNetwork: 0,
      crash: 0,
      restart: 0,
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
    unfired: 0,
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
    bytesSent: 0,
    deferred: 0,
    writesStored: 0,
    writesLost: 0,
    writesTorn: 0,
    syncsFailed: 0,
    syncsHung: 0,
    recordsRotted: 0,
    clocksSkewed: 0,
    choices: 0,
  };
}

/** An independent copy. */
export function copyCounts(counts: Counters): Counters {
  return { ...counts, faults: { ...counts.faults } };
}
