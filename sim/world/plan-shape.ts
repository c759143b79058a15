/** The exact shape of a plan that comes from outside: every field, every kind, every range. */
import { children, findNonCanonical } from '../core/canonical.ts';
import { isCollection } from '../core/collection.ts';
import type { NodeId } from '../core/protocol.ts';
import type { PowerLoss } from './disk.ts';
import type {
  ClientPlan,
  ClockProfile,
  Deviation,
  DiskProfile,
  Fault,
  FormerTimer,
  NetworkProfile,
  PartitionShape,
  Plan,
  PlannedFault,
  PlannedOperation,
  ScriptPlan,
  Trigger,
} from './plan.ts';
import { dictionary, fields, findFault, finite, flag, kinds, list, nullable, optional, text, whole, words, type Flaw, type Shape } from './shape.ts';

/** How many there are of what a plan refers to by number. */
export interface PlanSize {
  /** Servers and clients together. */
  readonly nodes: number;
  readonly clients: number;
  readonly scripts: number;
}

/** Most of each that any capsule may hold. */
const most = { nodes: 10_000, clients: 10_000, scripts: 10_000, faults: 10_000, deviations: 100_000, operations: 100_000, kinds: 1_000, knobs: 1_000, timers: 256, depth: 64 } as const;

/** Most deviations of a plan. */
export const mostDeviations = most.deviations;

/** Most timers that a capsule knows by name. More, and they are no names: numbers, perhaps. */
export const mostTimers = most.timers;

/** Most characters of a name. */
export const longestName = 500;

export const count: Shape<number> = whole('a whole number from 0', 0, Number.MAX_SAFE_INTEGER);
export const duration: Shape<number> = whole('a whole number of microseconds', 0, Number.MAX_SAFE_INTEGER);
export const fromOne: Shape<number> = whole('a whole number from 1', 1, Number.MAX_SAFE_INTEGER);
const signed = whole('a whole number of microseconds', -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const rate = whole('a rate from 0 to 1000 in a thousand', 0, 1_000);
export const identity: Shape<number> = whole('the identity of a message, a whole number of 32 bits', -0x8000_0000, 0xffff_ffff);
const clockRate = whole('a clock rate from 1 to 1000000000 (1000000 is exact)', 1, 1_000_000_000);

/** The first thing in a well-formed plan that a scenario of this size does not have, with its path; or null. */
export function findMisfit(plan: Plan, size: PlanSize): string | null {
  // What the clients ask for refers to nothing by number: in a long plan it is nearly all there is.
  return findFault(planShape(size, known), plan);
}

/** The number of one of `count` things. */
const numberOf = (noun: string, count: number): Shape<number> => whole(count === 0 ? `no ${noun}: there is none` : `a ${noun} from 0 to ${count - 1}`, 0, count - 1);

/** Plans for a scenario of this size; by default of any size. */
export function planShape({ nodes, clients, scripts }: PlanSize = most, operations: Shape<ClientPlan['operations']> = list(operation, most.operations)): Shape<Plan> {
  const node = numberOf('node', nodes);
  return fields<Plan>({
    network,
    disk,
    clocks: fields<ClockProfile>({ skew: duration }),
    faults: list(fields<PlannedFault>({ trigger: triggerShape(node), fault: faultShape(node) }), most.faults),
    deviations: list(deviation, most.deviations),
    clients: list(fields<ClientPlan>({ client: numberOf('client', clients), operations }), most.clients),
    scripts: list(fields<ScriptPlan>({ script: numberOf('script', scripts), rounds: nullable(count) }), most.scripts),
    knobs: dictionary(finite, most.knobs),
    lasts: optional(duration),
    formerTimers: optional(list(fields<FormerTimer>({ timer: text(longestName), was: text(longestName) }), most.timers)),
  });
}

const network = fields<NetworkProfile>({
  latencyMin: duration,
  latencyMax: duration,
  pairBias: duration,
  tail: rate,
  tailMax: duration,
  loss: rate,
  duplicate: rate,
  replay: rate,
  replayMax: duration,
  reorder: flag,
  queueLimit: nullable(fromOne),
  bandwidth: nullable(fromOne),
});

const disk = fields<DiskProfile>({ syncMin: duration, syncMax: duration });

function triggerShape(node: Shape<NodeId>): Shape<Trigger> {
  return kinds<Trigger>({
    time: { at: duration },
    milestone: { name: text(longestName), node: nullable(node), occurrence: fromOne, delay: duration },
  });
}

function faultShape(node: Shape<NodeId>): Shape<Fault> {
  const some = list(node, most.nodes);
  const shape = words<PartitionShape>({ halves: true, one: true, ring: true, bridge: true });
  const power = fields<PowerLoss>({ survivors: count, torn: flag });
  const cut = fields<Extract<Fault, { kind: 'swizzle' }>['nodes'][number]>({ node, starts: duration, ends: duration });
  return kinds<Fault>({
    partition: { shape, groups: list(some, most.nodes), lasts: duration },
    oneWay: { from: some, to: some, lasts: duration },
    swizzle: { nodes: list(cut, most.nodes) },
    clog: { from: node, to: node, lasts: duration },
    disconnect: { node, lasts: nullable(duration) },
    reconnect: { node },
    longDelays: { kinds: list(text(longestName), most.kinds), rate, min: duration, max: duration, lasts: nullable(duration) },
    setNetwork: { network },
    crash: { node, down: nullable(duration), power },
    restart: { node },
    fullRestart: { down: duration, power },
    pause: { node, lasts: duration },
    slowNode: { node, lag: duration, lasts: duration },
    wipe: { node, down: duration },
    slowDisk: { node, delay: duration, lasts: duration },
    hungDisk: { node, lasts: duration },
    ioError: { node, count },
    diskFull: { node, lasts: duration },
    bitRot: { node, record: count },
    clockDrift: { node, rate: clockRate, lasts: duration },
    clockJump: { node, by: signed },
  });
}

const deviation = kinds<Deviation>({
  drop: { message: identity },
  late: { message: identity, by: duration },
  copy: { message: identity, after: duration },
});

/** What a client asks for is its protocol's affair: any value, but no persistent collection, and not too deep. */
const request: Shape<unknown> = {
  accepts: (value, flaw): value is unknown => (value === undefined ? flaw.isMismatch('a request', value) : isPortable(value, 0, flaw)),
  ordered: (value) => value,
};

const operation = fields<PlannedOperation>({ id: count, request, think: duration });

/** Operations that have been looked at before. */
const known: Shape<ClientPlan['operations']> = {
  accepts: (value): value is ClientPlan['operations'] => Array.isArray(value),
  ordered: (value) => value,
};

function isPortable(value: unknown, depth: number, flaw: Flaw): boolean {
  if (typeof value === 'bigint') return isShort(value, flaw);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
  if (depth >= most.depth) return flaw.isMismatch(`at most ${most.depth} levels`, value);
  if (isCollection(value)) return flaw.is('expected plain data, got a persistent collection, which no capsule can hold');
  if (Object.hasOwn(value, '__proto__')) return flaw.is('expected no field "__proto__", which no capsule can hold');
  // Lists can be long, and objects many: no generator for them.
  if (Array.isArray(value)) return value.every((inner: unknown, i) => isPortable(inner, depth + 1, flaw) || flaw.isIn(`[${i}]`));
  if (value instanceof Map || value instanceof Set) return arePortable(children(value), depth + 1, flaw);
  return Object.keys(value).every((name) => isPortable(Reflect.get(value, name), depth + 1, flaw) || flaw.isIn(`.${name}`));
}

function arePortable(parts: Iterable<readonly [string, unknown]>, depth: number, flaw: Flaw): boolean {
  for (const [step, inner] of parts) if (!isPortable(inner, depth, flaw)) return flaw.isIn(step);
  return true;
}

/** Where a request of the plan is no canonical value, and why; null where all are. What was decoded always is. */
export function findNonCanonicalRequest({ clients }: Plan): string | null {
  for (const [i, { operations }] of clients.entries()) {
    for (const [j, { request }] of operations.entries()) {
      const fault = findNonCanonical(request, `plan.clients[${i}].operations[${j}].request`);
      if (fault !== null) return `${fault}: expected plain data, as a request that travels must be`;
    }
  }
  return null;
}

/** Reading the digits of a giant number costs more than their length. */
function isShort(value: bigint, flaw: Flaw): boolean {
  return (value < giant && value > -giant) || flaw.is('expected a big integer of at most 8192 bits, got a longer one');
}

const giant = 1n << 8_192n;
