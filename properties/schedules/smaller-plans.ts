/**
 * Smaller plans near a plan, drawn. Where no single thing can be taken away as things stand, the same bug may still need less at another
 * moment, in another order, or with another fault in place of several: who writes a schedule by hand chooses all that.
 */
import fc from 'fast-check';
import { isNetworkFamily, type Family } from './families.ts';
import { plannedFault } from './fault-arbitrary.ts';
import { piecesOf, withPieces } from './plan-size.ts';
import type { PlanSpace, SwarmSpace } from './plan-space.ts';
import { redrawn } from './redrawn-plan.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import type { FaultKind, Plan, PlannedOperation } from '../../sim/world/plan.ts';

/**
 * Plans of fewer pieces than this one, which has at least one: some of its own and some new ones, at other times and with other details. Deviations
 * go: they are for other seeds, under which messages are others. `most`: of so many pieces at most.
 */
export function smallerPlans(plan: Plan, space: PlanSpace, most: number = piecesOf(plan).length - 1): fc.Arbitrary<Plan> {
  const own = piecesOf(plan).filter(({ kind }) => kind !== 'deviation');
  return fc.tuple(sizes(most), fc.constantFrom(0, 0, 0, 1, 1, 2, 3)).chain(([size, added]) => {
    const news = Math.min(size, added);
    const count = Math.min(own.length, size - news);
    const kept = fc.subarray([...own], { minLength: count, maxLength: count }).map((pieces) => withPieces(plan, pieces));
    const additions = fc.array(newPiece(space), { minLength: news, maxLength: news, size: 'max' });
    const fewer = fc.tuple(kept, additions).map(([fewer, additions]) => additions.reduce((plan, add) => add(plan), fewer));
    return fewer.chain((fewer) => fc.oneof({ weight: 1, arbitrary: fc.constant(fewer) }, { weight: 3, arbitrary: redrawn(fewer, space) }));
  });
}

/** One piece less, any number less, or a few at most. */
const sizes = (most: number): fc.Arbitrary<number> => fc.oneof(fc.constant(most), fc.nat(most), fc.nat(Math.min(3, most)));

// ---- A new piece ----------------------------------------------------------------------------------------------------------

type Addition = (plan: Plan) => Plan;

const nothing: Addition = (plan) => plan;

function newPiece(space: PlanSpace): fc.Arbitrary<Addition> {
  const { swarm, workload, clients } = space;
  const additions: fc.Arbitrary<Addition>[] = [];
  const kinds = faultKinds(swarm);
  if (swarm !== null && kinds.length > 0) additions.push(plannedFault(space, swarm, kinds).map((fault) => (plan) => ({ ...plan, faults: [...plan.faults, fault] })));
  if (workload !== null && clients.length > 0) {
    const drawn = fc.tuple(fc.nat(clients.length - 1), workload.operation, fc.oneof(fc.constant(0), fc.nat(workload.think)));
    additions.push(drawn.map(([client, request, think]) => (plan) => withOperation(plan, client, { request, think })));
  }
  additions.push(...accidents(swarm));
  return additions.length === 0 ? fc.constant(nothing) : fc.oneof(...additions);
}

/** What chance may do to a few messages: a run that fails is made explicit, and only what fired counts. */
function accidents(swarm: SwarmSpace | null): readonly fc.Arbitrary<Addition>[] {
  const ills = (['loss', 'duplicate', 'tail', 'replay'] as const).filter((ill) => swarm?.families.includes(ill));
  if (ills.length === 0) return [];
  const drawn = fc.tuple(fc.constantFrom(...ills), fc.integer({ min: 1, max: 100 }), fc.integer({ min: milliseconds(10), max: seconds(1) }));
  return [drawn.map(([ill, rate, most]) => (plan) => ({ ...plan, network: { ...plan.network, [ill]: rate, tailMax: most, replayMax: most } }))];
}

const faultKinds = (swarm: SwarmSpace | null): readonly FaultKind[] =>
  (swarm?.families ?? []).filter((family: Family): family is FaultKind => !isNetworkFamily(family) && family !== 'clockSkew');

/** The operation comes last, under a number that no other has. */
function withOperation(plan: Plan, client: number, drawn: Pick<PlannedOperation, 'request' | 'think'>): Plan {
  const numbers = plan.clients.flatMap(({ operations }) => operations.map(({ id }) => id));
  const operation = { ...drawn, id: Math.max(-1, ...numbers) + 1 };
  const at = plan.clients.findIndex((other) => other.client === client);
  const known = plan.clients[at];
  const clients = known === undefined ? [...plan.clients, { client, operations: [operation] }] : plan.clients.with(at, { client, operations: [...known.operations, operation] });
  return { ...plan, clients };
}
