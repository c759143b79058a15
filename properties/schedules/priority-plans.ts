/**
 * Priorities with change points, after Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of
 * Finding Bugs" (ASPLOS 2010): each thread has a priority of its own, drawn; the enabled thread of the highest priority runs; at `d - 1` steps, drawn
 * in advance, the thread that runs falls below all others.
 *
 * A thread is a node here, or a link. What runs is decided by time alone, and there are always timers, so nobody waits for ever: a lower priority is
 * a lag that grows threefold from rank to rank, or a bias of the link; to fall is to stand still for a spell. Crashes and damage are steps of one
 * more thread. Nothing strikes that a swarm of the scenario would not let strike.
 */
import fc from 'fast-check';
import { milliseconds } from '../../sim/core/time.ts';
import { exactClocks, type Fault, type FaultKind, type NetworkProfile, type Plan, type PlannedFault } from '../../sim/world/plan.ts';
import { isFaultKind } from './families.ts';
import { faultAmong, moment, pairOf } from './fault-arbitrary.ts';
import { drawDisk, plansAmid, type Surroundings } from './plan-arbitrary.ts';
import type { PlanSpace, SwarmSpace } from './plan-space.ts';

/** Most change points: few suffice for most bugs (paper, section 2). */
const mostChanges = 4;

/** The thread of the injector makes fewer steps still. */
const mostBlows = 2;

/** The longest lag, in microseconds: shorter than an election takes. */
const longestLag = milliseconds(120);

/** How a scenario lets a thread be held up: whose priorities there are, and what it is to fall. */
type Threads = 'nodes' | 'links';

/** Plans with a drawn order of nodes or links and up to four change points. Null where a scenario lets nobody be held up. */
export function priorityPlans(space: PlanSpace, swarm: SwarmSpace): fc.Arbitrary<Plan> | null {
  const threads = threadsOf(swarm);
  if (threads.length === 0) return null;
  const surroundings = fc.constantFrom(...threads).chain((kind) => {
    const parts = fc.tuple(networkOf(space, swarm, kind), drawDisk(space), priorities(swarm, kind), changePoints(space, swarm, kind), blows(space, swarm));
    return parts.map(([network, disk, ranks, changes, blows]): Surroundings => ({ network, disk, clocks: exactClocks, faults: [...changes, ...blows, ...ranks].slice(0, swarm.most) }));
  });
  return plansAmid(space, surroundings);
}

function threadsOf({ families }: SwarmSpace): readonly Threads[] {
  const has = (kind: FaultKind): boolean => families.includes(kind);
  return [...(has('pause') || has('slowNode') ? (['nodes'] as const) : []), ...(has('clog') ? (['links'] as const) : [])];
}

/** The order is to be decided by priorities, not by luck: messages take the same time, but for the bias of their link. */
function networkOf({ network }: PlanSpace, { families }: SwarmSpace, threads: Threads): fc.Arbitrary<NetworkProfile> {
  const most = threads === 'links' && families.includes('pairBias') ? milliseconds(20) : 0;
  const latency = fc.integer({ min: network.latencyMin, max: network.latencyMax });
  return fc.tuple(latency, fc.nat(most)).map(([latency, pairBias]) => ({ ...network, latencyMin: latency, latencyMax: latency, pairBias, reorder: families.includes('reorder') }));
}

/** The first of the order lags not at all, each of the others three times as long as the one before; the last stands first. Links have their bias. */
function priorities({ victims, families, during }: SwarmSpace, threads: Threads): fc.Arbitrary<readonly PlannedFault[]> {
  if (threads === 'links' || !families.includes('slowNode')) return fc.constant([]);
  return fc.tuple(fc.shuffledSubarray([...victims], { minLength: victims.length }), fc.integer({ min: 1, max: milliseconds(15) })).map(([order, least]) =>
    order
      .slice(1)
      .map((node, rank): PlannedFault => ({ trigger: { kind: 'time', at: 0 }, fault: { kind: 'slowNode', node, lag: lagOf(least, rank), lasts: during } }))
      .toReversed(),
  );
}

function lagOf(least: number, rank: number): number {
  let lag = least;
  for (let i = 0; i < rank && lag < longestLag; i++) lag *= 3;
  return Math.min(lag, longestLag);
}

function changePoints(space: PlanSpace, swarm: SwarmSpace, threads: Threads): fc.Arbitrary<readonly PlannedFault[]> {
  const change = fc.tuple(moment(swarm), fall(space, swarm, threads)).map(([at, fault]): PlannedFault => ({ trigger: { kind: 'time', at }, fault }));
  return fc.integer({ min: 1, max: mostChanges }).chain((count) => fc.array(change, { minLength: count, maxLength: count }));
}

/** The thread stands still while all others go on. */
function fall(space: PlanSpace, { victims, families, during }: SwarmSpace, threads: Threads): fc.Arbitrary<Fault> {
  const lasts = fc.oneof(fc.integer({ min: milliseconds(1), max: milliseconds(100) }), fc.integer({ min: milliseconds(20), max: Math.max(milliseconds(50), Math.floor(during / 2)) }));
  if (threads === 'links') return fc.tuple(pairOf(space), lasts).map(([[from, to], lasts]) => ({ kind: 'clog', from, to, lasts }));
  const node = fc.constantFrom(...victims);
  if (families.includes('pause')) return fc.tuple(node, lasts).map(([node, lasts]) => ({ kind: 'pause', node, lasts }));
  return fc.tuple(node, lasts).map(([node, lasts]) => ({ kind: 'slowNode', node, lag: longestLag, lasts }));
}

/** What takes something away, for it cannot be said by an order. */
const holdsUp: ReadonlySet<FaultKind> = new Set(['pause', 'slowNode', 'clog'] as const);

function blows(space: PlanSpace, swarm: SwarmSpace): fc.Arbitrary<readonly PlannedFault[]> {
  const kinds = swarm.families.filter(isFaultKind).filter((kind) => !holdsUp.has(kind));
  if (kinds.length === 0) return fc.constant([]);
  const blow = fc.tuple(moment(swarm), faultAmong(kinds, space, swarm)).map(([at, fault]): PlannedFault => ({ trigger: { kind: 'time', at }, fault }));
  return fc.array(blow, { maxLength: mostBlows, size: 'max' });
}
