/** Plans of a scenario, drawn the swarm way: each seed has its own mix of fault families and its own sizes. */
import fc from 'fast-check';
import { fold, mix } from '../../sim/core/fingerprint.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { exactClocks, type ClientPlan, type DiskProfile, type NetworkProfile, type Plan, type PlannedFault } from '../../sim/world/plan.ts';
import { isFaultKind, type Family } from './families.ts';
import { plannedFault } from './fault-arbitrary.ts';
import type { PlanSpace, SwarmSpace, Workload } from './plan-space.ts';
import { shrinkPlan } from './shrink-plan.ts';

/** Plans as plain data. They shrink by `shrinkPlan`, whoever made them. */
export function planArbitrary(space: PlanSpace): fc.Arbitrary<Plan> {
  return new PlanArbitrary(drawFamilies(space.swarm).chain((families) => drawPlan(space, families)), space.knobs);
}

/** The same draws, but no family is ever off: what it is worth to leave some out. */
export function allOnPlans(space: PlanSpace): fc.Arbitrary<Plan> {
  return drawPlan(space, space.swarm?.families ?? []);
}

/** The plan of a seed: the same arbitrary, without the bias that fast-check gives to small values. */
export function planOf(arbitrary: fc.Arbitrary<Plan>, seed: number): Plan {
  // Generators of neighbouring seeds begin alike: the seed is mixed first.
  const [plan] = fc.sample(fc.noBias(arbitrary), { seed: fold(mix(seed), Math.floor(seed / 0x1_0000_0000)), numRuns: 1 });
  if (plan === undefined) throw new RangeError(`no plan for seed ${seed}`);
  return plan;
}

class PlanArbitrary extends fc.Arbitrary<Plan> {
  private readonly drawn: fc.Arbitrary<Plan>;
  private readonly knobs: PlanSpace['knobs'];

  constructor(drawn: fc.Arbitrary<Plan>, knobs: PlanSpace['knobs']) {
    super();
    this.drawn = drawn;
    this.knobs = knobs;
  }

  generate(random: fc.Random, biasFactor: number | undefined): fc.Value<Plan> {
    return new fc.Value(this.drawn.generate(random, biasFactor).value, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Plan {
    return typeof value === 'object' && value !== null && 'faults' in value && 'deviations' in value;
  }

  shrink(plan: Plan): fc.Stream<fc.Value<Plan>> {
    return fc.stream(shrinkPlan(plan, this.knobs)).map((smaller): fc.Value<Plan> => new fc.Value(smaller, undefined));
  }
}

/** What surrounds the work of clients. */
export type Surroundings = Pick<Plan, 'network' | 'disk' | 'clocks' | 'faults'>;

/** Plans with these surroundings, and clients, scripts and knobs as in any plan. */
export function plansAmid(space: PlanSpace, surroundings: fc.Arbitrary<Surroundings>): fc.Arbitrary<Plan> {
  return fc.tuple(surroundings, drawClients(space), drawKnobs(space.knobs)).map(([{ network, disk, clocks, faults }, clients, knobs]) => ({
    network,
    disk,
    clocks,
    faults: [...space.faults, ...faults],
    deviations: [],
    clients,
    scripts: Array.from({ length: space.scripts }, (_, script) => ({ script, rounds: null })),
    knobs,
  }));
}

function drawPlan(space: PlanSpace, families: readonly Family[]): fc.Arbitrary<Plan> {
  return fc
    .tuple(drawNetwork(space, families), drawDisk(space), drawFaults(space, families), drawClients(space), drawKnobs(space.knobs), fc.nat(seconds(1)))
    .map(([network, disk, faults, clients, knobs, skew]) => ({
      network,
      disk,
      clocks: families.includes('clockSkew') ? { skew } : exactClocks,
      faults: [...space.faults, ...faults],
      deviations: [],
      clients,
      scripts: Array.from({ length: space.scripts }, (_, script) => ({ script, rounds: null })),
      knobs,
    }));
}

/** Each family is off with a probability of one half. */
function drawFamilies(swarm: SwarmSpace | null): fc.Arbitrary<readonly Family[]> {
  if (swarm === null) return fc.constant([]);
  return fc.tuple(...swarm.families.map((family) => fc.boolean().map((on) => (on ? [family] : [])))).map((chosen) => chosen.flat());
}

/** The network of a plan in which these families are on. */
export function drawNetwork({ network, swarm }: PlanSpace, families: readonly Family[]): fc.Arbitrary<NetworkProfile> {
  if (swarm === null) return fc.constant(network);
  const rate = (family: Family, most: number): fc.Arbitrary<number> => (families.includes(family) ? fc.integer({ min: 1, max: most }) : fc.constant(0));
  const limit = (family: Family, least: number, most: number): fc.Arbitrary<number | null> =>
    families.includes(family) ? fc.integer({ min: least, max: most }) : fc.constant(null);
  return fc
    .record(
      {
        latency: drawLatency(network),
        pairBias: rate('pairBias', milliseconds(20)),
        tail: rate('tail', 100),
        tailMax: fc.integer({ min: milliseconds(100), max: seconds(3) }),
        loss: rate('loss', 300),
        duplicate: rate('duplicate', 300),
        replay: rate('replay', 100),
        replayMax: fc.integer({ min: milliseconds(100), max: seconds(5) }),
        queueLimit: limit('queueLimit', 2, 20),
        bandwidth: limit('bandwidth', 2_000, 1_000_000),
      },
      { noNullPrototype: true },
    )
    .map(({ latency, ...drawn }) => ({ ...network, ...latency, ...drawn, reorder: families.includes('reorder') }));
}

type Latency = Pick<NetworkProfile, 'latencyMin' | 'latencyMax'>;

/** How long messages take: as the scenario says, constant, or spread wide. */
export function drawLatency({ latencyMin, latencyMax }: NetworkProfile): fc.Arbitrary<Latency> {
  const constant = fc.integer({ min: 1, max: milliseconds(20) }).map((latency) => ({ latencyMin: latency, latencyMax: latency }));
  const wide = fc.integer({ min: 1, max: milliseconds(50) }).map((latency) => ({ latencyMin: 1, latencyMax: latency }));
  return fc.oneof(fc.constant({ latencyMin, latencyMax }), constant, wide);
}

/** As the scenario says, or slow. */
export function drawDisk({ disk, swarm }: PlanSpace): fc.Arbitrary<DiskProfile> {
  if (swarm === null) return fc.constant(disk);
  const slow = fc.integer({ min: 1, max: milliseconds(30) }).map((syncMax) => ({ syncMin: 1, syncMax }));
  return fc.oneof(fc.constant(disk), slow);
}

function drawFaults(space: PlanSpace, families: readonly Family[]): fc.Arbitrary<readonly PlannedFault[]> {
  const { swarm } = space;
  const kinds = families.filter(isFaultKind);
  if (swarm === null || kinds.length === 0) return fc.constant([]);
  // Each family that is on strikes at least once, as far as there is room; the rest is drawn freely.
  const first = fc.shuffledSubarray([...kinds], { minLength: kinds.length }).chain((order) => fc.tuple(...order.slice(0, swarm.most).map((kind) => plannedFault(space, swarm, [kind]))));
  const more = fc.array(plannedFault(space, swarm, kinds), { maxLength: swarm.most, size: 'max' });
  return fc.tuple(first, more).map(([first, more]) => [...first, ...more].slice(0, swarm.most));
}

function drawClients({ clients, workload }: PlanSpace): fc.Arbitrary<readonly ClientPlan[]> {
  if (workload === null) return fc.constant([]);
  return drawThink(workload.think).chain((think) => fc.tuple(...clients.slice(0, workload.clients ?? clients.length).map((_, client) => drawClient(client, workload, think))));
}

/** Some seeds have quiet clients, some have busy ones. */
function drawThink(most: number): fc.Arbitrary<fc.Arbitrary<number>> {
  return fc.constantFrom(fc.constant(0), fc.nat(most), fc.integer({ min: Math.floor(most / 2), max: most }));
}

/** Operation numbers of different clients never meet. */
const numbersPerClient = 1_000;

function drawClient(client: number, { operation, perClient }: Workload, think: fc.Arbitrary<number>): fc.Arbitrary<ClientPlan> {
  const [minLength, maxLength] = perClient;
  return fc.array(fc.tuple(operation, think), { minLength, maxLength, size: 'max' }).map((drawn) => ({
    client,
    operations: drawn.map(([request, think], i) => ({ id: client * numbersPerClient + i, request, think })),
  }));
}

function drawKnobs(knobs: PlanSpace['knobs']): fc.Arbitrary<Readonly<Record<string, number>>> {
  const drawn = Object.entries(knobs).map(([name, values]) => fc.constantFrom(...values).map((value): readonly [string, number] => [name, value]));
  return fc.tuple(...drawn).map((entries) => Object.fromEntries(entries));
}
