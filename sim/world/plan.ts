/**
 * A plan: everything about a run that is neither the scenario nor the seed, as plain data. Plans are drawn by the same
 * arbitraries in hunts and in property tests, edited by shrinking, and stored in capsules.
 */
import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import type { ClockRate } from './clock.ts';
import type { PowerLoss } from './disk.ts';
import type { Identity } from './random.ts';

/** How the network behaves all the time. Whole numbers: durations in microseconds, rates in a thousand messages. */
export interface NetworkProfile {
  /** Each message takes a time drawn between these. */
  readonly latencyMin: number;
  readonly latencyMax: number;
  /** Each ordered pair of nodes is slower by a fixed amount, drawn up to this. */
  readonly pairBias: number;
  /** So many messages in a thousand are late by up to `tailMax`: beyond several elections. */
  readonly tail: number;
  readonly tailMax: number;
  /** So many messages in a thousand never arrive. */
  readonly loss: number;
  /** So many messages in a thousand come a second time, up to one more `latencyMax` later. */
  readonly duplicate: number;
  /** So many messages in a thousand come a second time, up to `replayMax` later. */
  readonly replay: number;
  readonly replayMax: number;
  /**
   * False: each link delivers in the order of sending, so that a late message keeps those behind it waiting. A copy comes
   * after its original, wherever that is, and keeps nobody waiting.
   */
  readonly reorder: boolean;
  /** Most messages under way or held on one link; one more drops a random one of them. Null: any number. */
  readonly queueLimit: number | null;
  /** Bytes per second and link (see `size.ts`); what does not fit waits. Null: any number. */
  readonly bandwidth: number | null;
}

/** Each sync takes a time drawn between these, in microseconds. */
export interface DiskProfile {
  readonly syncMin: number;
  readonly syncMax: number;
}

/** Clocks of the nodes at the beginning. */
export interface ClockProfile {
  /** Wall clocks begin up to so many microseconds ahead or behind. */
  readonly skew: number;
}

/** The shapes in which partitions are drawn; `groups` says who is where. */
export type PartitionShape = 'halves' | 'one' | 'ring' | 'bridge';

/**
 * What can go wrong besides the network's chance, each for a time (`lasts`, `down`: microseconds) or once. Faults may overlap:
 * each ends what it began, and a node is well again when all have ended. Shapes after Jepsen, swizzle after FoundationDB.
 */
export type Fault =
  /**
   * No messages between groups. `halves`: two groups. `one`: one node alone. `bridge`: the first group is one node that
   * still talks to all others. `ring`: one group per server in ring order, each hears only a bare majority around it,
   * itself included, and no two the same.
   */
  | { readonly kind: 'partition'; readonly shape: PartitionShape; readonly groups: readonly (readonly NodeId[])[]; readonly lasts: number }
  /** Messages from one set of nodes to another vanish; the other direction works. */
  | { readonly kind: 'oneWay'; readonly from: readonly NodeId[]; readonly to: readonly NodeId[]; readonly lasts: number }
  /** Each node is cut off at its own time and comes back at its own time, in another order. */
  | { readonly kind: 'swizzle'; readonly nodes: readonly { readonly node: NodeId; readonly starts: number; readonly ends: number }[] }
  /** Messages of a link queue up and are delivered when the clog ends. */
  | { readonly kind: 'clog'; readonly from: NodeId; readonly to: NodeId; readonly lasts: number }
  /** Nothing reaches the node and nothing leaves it. Null: until a `reconnect`, or the heal. */
  | { readonly kind: 'disconnect'; readonly node: NodeId; readonly lasts: number | null }
  /** Ends every `disconnect` of the node; what else cuts its links goes on. */
  | { readonly kind: 'reconnect'; readonly node: NodeId }
  /**
   * So many in a thousand messages of these kinds (their field `kind`) are late by `min` to `max`: answers, say, that come when nobody waits
   * any more. Null: until the network is set anew, or the heal.
   */
  | { readonly kind: 'longDelays'; readonly kinds: readonly string[]; readonly rate: number; readonly min: number; readonly max: number; readonly lasts: number | null }
  /** From now on the network behaves like this, for messages that leave from now on. */
  | { readonly kind: 'setNetwork'; readonly network: NetworkProfile }
  /** The process and its unsynced writes are gone. Null: it stays down until a `restart`, or the heal. */
  | { readonly kind: 'crash'; readonly node: NodeId; readonly down: number | null; readonly power: PowerLoss }
  /** Ends everything that keeps the process down: it starts from its disk. One that is up goes on. */
  | { readonly kind: 'restart'; readonly node: NodeId }
  /** All servers crash at once. */
  | { readonly kind: 'fullRestart'; readonly down: number; readonly power: PowerLoss }
  /** The process stands still; what arrives is kept and handled when it goes on. */
  | { readonly kind: 'pause'; readonly node: NodeId; readonly lasts: number }
  /** Everything that the process handles comes later by `lag`, in the same order. */
  | { readonly kind: 'slowNode'; readonly node: NodeId; readonly lag: number; readonly lasts: number }
  /** The node crashes and comes back with an empty disk under its old name. */
  | { readonly kind: 'wipe'; readonly node: NodeId; readonly down: number }
  /** Each sync that begins takes longer by `delay`. */
  | { readonly kind: 'slowDisk'; readonly node: NodeId; readonly delay: number; readonly lasts: number }
  /** No sync completes while it lasts. */
  | { readonly kind: 'hungDisk'; readonly node: NodeId; readonly lasts: number }
  /** The next `count` syncs fail without a crash. */
  | { readonly kind: 'ioError'; readonly node: NodeId; readonly count: number }
  /** Every sync fails for want of space. */
  | { readonly kind: 'diskFull'; readonly node: NodeId; readonly lasts: number }
  /** A stored record is damaged, counted from the newest (0). */
  | { readonly kind: 'bitRot'; readonly node: NodeId; readonly record: number }
  /** Both clocks run at another rate for a while. */
  | { readonly kind: 'clockDrift'; readonly node: NodeId; readonly rate: ClockRate; readonly lasts: number }
  /** The wall clock moves by so many microseconds, forward or back. */
  | { readonly kind: 'clockJump'; readonly node: NodeId; readonly by: number };

/** The name of a fault. */
export type FaultKind = Fault['kind'];

/** When a fault strikes: at a time or at a milestone, but not after the heal. */
export type Trigger =
  | { readonly kind: 'time'; readonly at: Time }
  /** At the `occurrence`-th time (1 = first) that the milestone holds at this node (null: any node), plus `delay`. */
  | { readonly kind: 'milestone'; readonly name: string; readonly node: NodeId | null; readonly occurrence: number; readonly delay: number };

/** The milestones that every node with a disk has: a batch of writes was issued, is stored, has let go what it withheld. */
export const writeMilestones = ['writeIssued', 'writeSynced', 'writeReleased'] as const;

/** One of `writeMilestones`. */
export type WriteMilestone = (typeof writeMilestones)[number];

/** A fault, and what sets it off. */
export interface PlannedFault {
  readonly trigger: Trigger;
  readonly fault: Fault;
}

/**
 * A decision of the network made explicit: what happens to one message instead of what would have been drawn. Several for one
 * message happen together; the same one twice counts once. `by`, `after`: microseconds.
 */
export type Deviation =
  | { readonly kind: 'drop'; readonly message: Identity }
  | { readonly kind: 'late'; readonly message: Identity; readonly by: number }
  | { readonly kind: 'copy'; readonly message: Identity; readonly after: number };

/** What one client does: operations drawn in advance, one after the other. */
export interface ClientPlan {
  /** Number of the client among the clients, from 0. */
  readonly client: number;
  readonly operations: readonly PlannedOperation[];
}

/** One request of a client's user. */
export interface PlannedOperation {
  /** Keeps its number when others are removed. */
  readonly id: number;
  readonly request: unknown;
  /** Pause before it, in microseconds. */
  readonly think: number;
}

/** How much of a scripted story is played. */
export interface ScriptPlan {
  /** Number of the script in its scenario, from 0. */
  readonly script: number;
  /** It ends at the resting point after so many; null: played to its end. */
  readonly rounds: number | null;
}

/** What goes wrong in a run, and what its clients do. */
export interface Plan {
  readonly network: NetworkProfile;
  readonly disk: DiskProfile;
  readonly clocks: ClockProfile;
  readonly faults: readonly PlannedFault[];
  readonly deviations: readonly Deviation[];
  readonly clients: readonly ClientPlan[];
  readonly scripts: readonly ScriptPlan[];
  /** Limits and sizes that the scenario draws, by name. */
  readonly knobs: Readonly<Record<string, number>>;
  /**
   * The first phase goes on so long, in microseconds, though all work be done before: what time alone brings about needs nobody who asks for
   * anything. Left out: it ends with the work.
   */
  readonly lasts?: Time;
  /** What timers were called when the plan was made, where they have other names now: their draws, and what follows from them, go by those. Left out: they keep theirs. */
  readonly formerTimers?: readonly FormerTimer[];
}

/** A timer that was renamed. */
export interface FormerTimer {
  readonly timer: string;
  readonly was: string;
}

/** From 0.1 to 1 ms between any two nodes; messages overtake each other, but none is lost or doubled. */
export const calmNetwork: NetworkProfile = {
  latencyMin: 100,
  latencyMax: 1_000,
  pairBias: 0,
  tail: 0,
  tailMax: 0,
  loss: 0,
  duplicate: 0,
  replay: 0,
  replayMax: 0,
  reorder: true,
  queueLimit: null,
  bandwidth: null,
};

/** From 0.05 to 0.5 ms for each sync. */
export const promptDisk: DiskProfile = { syncMin: 50, syncMax: 500 };

/** No wall clock is ahead or behind at the beginning. */
export const exactClocks: ClockProfile = { skew: 0 };

/** Nothing happens but what the clients do. */
export const emptyPlan: Plan = {
  network: calmNetwork,
  disk: promptDisk,
  clocks: exactClocks,
  faults: [],
  deviations: [],
  clients: [],
  scripts: [],
  knobs: {},
};
