/**
 * A scenario: one story about a protocol, from which every seed makes another run. Scenario files export one by default.
 *
 *     export default scenario({
 *       title: 'Five clerks and one server on a bad network',
 *       servers: [versionedServer()],
 *       clients: times(5, versionedClerk()),
 *       workload: operations(versionedRequests({ keys: 2 }), { perClient: [1, 8] }),
 *       swarm: swarm([...networkFamilies, ...linkFaults]),
 *       properties: [linearizable(versionedKv, versionedOperation)],
 *     });
 */
import type fc from 'fast-check';
import type { Milestone, NodeId, Protocol } from '../sim/core/protocol.ts';
import { suggest } from '../sim/core/suggest.ts';
import { milliseconds, seconds } from '../sim/core/time.ts';
import type { RunLimits } from '../sim/hosts/simulation.ts';
import type { Script } from '../sim/hosts/script.ts';
import { calmNetwork, promptDisk, writeMilestones, type DiskProfile, type Fault, type NetworkProfile, type Plan, type PlannedFault, type Trigger, type WriteMilestone } from '../sim/world/plan.ts';
import type { Budget } from '../sim/world/budget.ts';
import type { Property } from '../properties/property.ts';
import type { Family } from '../properties/schedules/families.ts';
import type { Workload } from '../properties/schedules/plan-space.ts';

/** Values of the drawn limits and sizes, by name. */
export type Knobs = Readonly<Record<string, number>>;

/** A scenario as it is run: a `ScenarioSpec` with its defaults filled in. Times in microseconds. */
export interface Scenario {
  /** One sentence: what the story is. */
  readonly title: string;
  /** The servers, perhaps depending on drawn knobs. Their number must not. */
  servers(knobs: Knobs): readonly Protocol[];
  clients(knobs: Knobs): readonly Protocol[];
  /** Records on the disks of the servers, by their number, oldest first: they start from these. */
  readonly disks: readonly (readonly unknown[])[];
  readonly network: NetworkProfile;
  readonly disk: DiskProfile;
  readonly workload: Workload | null;
  readonly scripts: readonly Script[];
  /** Written faults, in every run. One that never strikes is an error. */
  readonly faults: readonly PlannedFault[];
  readonly swarm: Swarm | null;
  readonly knobs: Readonly<Record<string, readonly number[]>>;
  readonly budget: Budget;
  /** The servers that are healed for the second phase. */
  readonly core: 'all' | 'majority';
  readonly properties: readonly Property[];
  /** What must be true besides where these knobs were drawn: limits that depend on them. */
  bounds(knobs: Knobs): readonly Property[];
  readonly limits: RunLimits;
  /** Count the bytes of all messages. */
  readonly countsBytes: boolean;
  /** A run costs seconds: hunts give it few seeds. */
  readonly heavy: boolean;
  /** It judges by what clients see alone, a scenario that is there in full, too. */
  readonly clientsView: boolean;
  /** The plan of every seed; null: each seed draws its own. */
  readonly plan: Plan | null;
}

/** Faults drawn from the seed: at most `most` of them, in the first `during` microseconds or at `milestones`. */
export interface Swarm {
  readonly families: readonly Family[];
  readonly most: number;
  readonly during: number;
  readonly milestones: readonly string[];
  /** Half of the faults that a milestone triggers strike the very node that reaches it. */
  readonly aimed: boolean;
  /** Whom process and clock faults may strike. */
  readonly victims: 'servers' | 'clients' | 'all';
  /** Whose disks may fail or be wiped: those of clients matter where they keep something. */
  readonly disks: 'servers' | 'victims';
  /** Most that a clock is fast or slow, in a million. */
  readonly drift: number;
}

/** Loads a scenario file: a module with one scenario as its default export. */
export type ScenarioFile = () => Promise<{ readonly default: Scenario }>;

type Nodes = readonly Protocol[] | ((knobs: Knobs) => readonly Protocol[]);

/** A scenario as it is written: everything but title, servers and properties has a default. */
export interface ScenarioSpec {
  readonly title: string;
  readonly servers: Nodes;
  readonly clients?: Nodes;
  readonly disks?: readonly (readonly unknown[])[];
  readonly network?: Partial<NetworkProfile>;
  readonly disk?: Partial<DiskProfile>;
  readonly workload?: Workload;
  readonly scripts?: readonly Script[];
  readonly faults?: readonly PlannedFault[];
  readonly swarm?: Swarm;
  readonly knobs?: Readonly<Record<string, readonly number[]>>;
  readonly budget?: Partial<Budget>;
  readonly core?: 'all' | 'majority';
  readonly properties: readonly Property[];
  readonly bounds?: (knobs: Knobs) => readonly Property[];
  readonly limits?: Partial<RunLimits>;
  readonly countsBytes?: boolean;
  readonly heavy?: boolean;
}

const isScenario: unique symbol = Symbol.for('faultline.scenario');

/** Every field of a `ScenarioSpec`. */
const specFields: Readonly<Record<keyof ScenarioSpec, true>> = {
  title: true,
  servers: true,
  clients: true,
  disks: true,
  network: true,
  disk: true,
  workload: true,
  scripts: true,
  faults: true,
  swarm: true,
  knobs: true,
  budget: true,
  core: true,
  properties: true,
  bounds: true,
  limits: true,
  countsBytes: true,
  heavy: true,
};

/** Makes a scenario of what is written. Throws a `TypeError` for a field that there is not. */
export function scenario(spec: ScenarioSpec): Scenario {
  refuseUnknownFields(spec);
  const built: Scenario = {
    title: spec.title,
    servers: nodes(spec.servers),
    clients: nodes(spec.clients ?? []),
    disks: spec.disks ?? [],
    network: { ...calmNetwork, ...spec.network },
    disk: { ...promptDisk, ...spec.disk },
    workload: spec.workload ?? null,
    scripts: spec.scripts ?? [],
    faults: spec.faults ?? [],
    swarm: spec.swarm ?? null,
    knobs: spec.knobs ?? {},
    budget: { maxDown: null, maxDamaged: 0, ...spec.budget },
    core: spec.core ?? 'all',
    properties: spec.properties,
    bounds: spec.bounds ?? (() => []),
    limits: { duration: seconds(20), recovery: seconds(20), steps: 100_000, ...spec.limits },
    countsBytes: spec.countsBytes ?? false,
    heavy: spec.heavy ?? false,
    clientsView: false,
    plan: null,
  };
  refuseUnknownMilestones(built);
  refuseStrayDisks(built);
  refuseNonsense(spec, built);
  return marked(built);
}

/** The scenario with this plan in place of drawn ones: a failure that was found, to be kept as a story of its own. */
export function withPlan(base: Scenario, plan: Plan): Scenario {
  return marked({ ...base, plan });
}

/** The scenario as its clients see it: what they are told must be linearizable, and they must be told. Nobody looks into the servers. */
export function asClientsSeeIt(base: Scenario): Scenario {
  return marked({ ...base, title: `What clients see: ${base.title}`, properties: base.properties.filter(({ kind }) => kind === 'linearizable'), bounds: () => [], clientsView: true });
}

const marked = (built: Scenario): Scenario => Object.defineProperty(built, isScenario, { value: true });

/** What would be left out in silence, or could never be drawn. */
function refuseNonsense({ limits = {}, budget = {} }: ScenarioSpec, { network, workload, properties }: Scenario): void {
  refuseUnknown('limits', limits, ['duration', 'recovery', 'steps']);
  refuseUnknown('budget', budget, ['maxDown', 'maxDamaged']);
  if (network.latencyMin > network.latencyMax) throw new RangeError(`network.latencyMin is ${network.latencyMin}, more than latencyMax, ${network.latencyMax}`);
  const [least, most] = workload?.perClient ?? [0, 0];
  if (least > most) throw new RangeError(`perClient is [${least}, ${most}]: the least comes first`);
  for (const property of properties) {
    if (!('role' in property) || property.role === 'server' || property.role === 'client') continue;
    throw new TypeError(`'${property.name}' is for a role '${String(property.role)}': expected 'server' or 'client'`);
  }
}

function refuseUnknown(what: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  const near = suggest(unknown, known);
  throw new TypeError(`${what} has no field '${unknown}'${near === null ? '' : `: did you mean '${near}'?`}`);
}

/** A trigger that no node can ever pull would be counted as not fired, for ever and by nobody. */
function refuseUnknownMilestones(scenario: Scenario): void {
  const { swarm, knobs } = scenario;
  if (swarm === null || swarm.milestones.length === 0) return;
  const first = firstOf(knobs);
  const known = new Set<string>(writeMilestones);
  for (const { milestones = {} } of [...scenario.servers(first), ...scenario.clients(first)]) for (const name of Object.keys(milestones)) known.add(name);
  const unknown = swarm.milestones.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const near = suggest(unknown, known);
  throw new RangeError(`no node of this scenario has a milestone '${unknown}'${near === null ? '' : `: did you mean '${near}'?`}`);
}

/** Records on the disk of no server would be read by nobody. */
function refuseStrayDisks(scenario: Scenario): void {
  const { length } = scenario.disks;
  const servers = scenario.servers(firstOf(scenario.knobs)).length;
  if (length > servers) throw new RangeError(`disks for ${length} servers, but there are ${servers}`);
}

const firstOf = (knobs: Scenario['knobs']): Knobs => Object.fromEntries(Object.entries(knobs).map(([name, values]) => [name, values[0] ?? 0]));

/** A misspelt field would be left out in silence where nobody checks types. */
function refuseUnknownFields(spec: ScenarioSpec): void {
  for (const field of Object.keys(spec)) {
    if (Object.hasOwn(specFields, field)) continue;
    const near = suggest(field, Object.keys(specFields));
    throw new TypeError(`a scenario has no field '${field}'${near === null ? '' : `: did you mean '${near}'?`}`);
  }
}

const nodes = (given: Nodes): ((knobs: Knobs) => readonly Protocol[]) => (typeof given === 'function' ? given : () => given);

/** Was this value made by `scenario`, perhaps by another copy of this package? */
export function isScenarioValue(value: unknown): value is Scenario {
  return typeof value === 'object' && value !== null && isScenario in value;
}

/** So many nodes that run the same protocol. */
export function times(count: number, protocol: Protocol): readonly Protocol[] {
  return Array.from({ length: count }, () => protocol);
}

/** Work drawn from the seed: each client, or each of the first `clients`, makes between `perClient[0]` and `perClient[1]` calls, one after the other. */
export function operations(
  operation: fc.Arbitrary<unknown>,
  { perClient = [1, 10], think = milliseconds(50), clients = null }: { readonly perClient?: readonly [number, number]; readonly think?: number; readonly clients?: number | null } = {},
): Workload {
  return { operation, perClient, think, clients };
}

/** Faults drawn from the seed: each family is off in about half of the seeds. */
export function swarm(
  families: readonly Family[],
  {
    most = 6,
    during = seconds(2),
    milestones = [],
    aimed = false,
    victims = 'servers',
    disks = 'servers',
    drift = 10_000,
  }: Partial<Omit<Swarm, 'families'>> = {},
): Swarm {
  return { families, most, during, milestones, aimed, victims, disks, drift };
}

/** A written fault that strikes at a moment, in microseconds from the beginning. */
export function at(time: number, fault: Fault): PlannedFault {
  return { trigger: { kind: 'time', at: time }, fault };
}

/** When to strike: the node (default any), the how-manieth time (default the first), and how long after. */
export interface Occasion {
  readonly node?: NodeId;
  readonly occurrence?: number;
  readonly delay?: number;
}

/** A written fault that strikes when a milestone of a protocol is reached. A misspelt name does not compile. */
export function when<Name extends string>(
  milestones: Readonly<Record<Name, Milestone>>,
  name: NoInfer<Name>,
  fault: Fault,
  occasion: Occasion = {},
): PlannedFault {
  if (!Object.hasOwn(milestones, name)) throw new RangeError(`there is no milestone '${name}': known are ${Object.keys(milestones).join(', ')}`);
  return { trigger: onMilestone(name, occasion), fault };
}

/** A written fault that strikes at a moment in the life of a write. */
export function whenWrite(name: WriteMilestone, fault: Fault, occasion: Occasion = {}): PlannedFault {
  return { trigger: onMilestone(name, occasion), fault };
}

function onMilestone(name: string, { node, occurrence = 1, delay = 0 }: Occasion): Trigger {
  return { kind: 'milestone', name, node: node ?? null, occurrence, delay };
}
