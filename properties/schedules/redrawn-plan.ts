/** The same pieces, otherwise: at other times, with other details, on another network. */
import fc from 'fast-check';
import { plannedFault } from './fault-arbitrary.ts';
import { drawLatency } from './plan-arbitrary.ts';
import { piecesOf, withPieces, type Moments } from './plan-size.ts';
import type { PlanSpace } from './plan-space.ts';
import { stronger } from './stronger-faults.ts';
import { calmNetwork, type Deviation, type Plan, type PlannedFault, type PlannedOperation } from '../../sim/world/plan.ts';

/** Other times, details, latencies and knobs for the pieces of a plan: none goes, none comes. */
export function redrawn(plan: Plan, space: PlanSpace): fc.Arbitrary<Plan> {
  const faults = fc.tuple(...plan.faults.map((fault) => redrawnFault(fault, space)));
  const clients = fc.tuple(...plan.clients.map(({ client, operations }) => fc.tuple(...operations.map((operation) => redrawnOperation(operation, space))).map((operations) => ({ client, operations }))));
  return fc.tuple(faults, clients, redrawnNetwork(plan, space), redrawnKnobs(plan, space)).map(([faults, clients, network, knobs]) => ({ ...plan, faults, clients, network, knobs }));
}

/** As it is, or of the same kind and stronger, with another trigger, another body, or both. */
function redrawnFault(planned: PlannedFault, space: PlanSpace): fc.Arbitrary<PlannedFault> {
  const { swarm } = space;
  const { kind } = planned.fault;
  if (swarm === null || !swarm.families.includes(kind)) return fc.constant(planned);
  const drawn = plannedFault(space, swarm, [kind]);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(planned) },
    { weight: 2, arbitrary: stronger(planned.fault, space).map((fault) => ({ ...planned, fault })) },
    { weight: 2, arbitrary: drawn.map(({ trigger }) => ({ ...planned, trigger })) },
    { weight: 1, arbitrary: drawn.map(({ fault }) => ({ ...planned, fault })) },
    { weight: 1, arbitrary: drawn },
  );
}

function redrawnOperation(operation: PlannedOperation, { workload }: PlanSpace): fc.Arbitrary<PlannedOperation> {
  if (workload === null) return fc.constant(operation);
  const think = fc.oneof({ weight: 2, arbitrary: fc.constant(operation.think) }, { weight: 1, arbitrary: fc.nat(operation.think) }, { weight: 1, arbitrary: fc.nat(workload.think) });
  const request = fc.oneof({ weight: 4, arbitrary: fc.constant(operation.request) }, { weight: 1, arbitrary: workload.operation });
  return fc.tuple(think, request).map(([think, request]) => ({ ...operation, think, request }));
}

function redrawnNetwork({ network }: Plan, space: PlanSpace): fc.Arbitrary<Plan['network']> {
  const plain = { ...network, pairBias: calmNetwork.pairBias };
  return fc.oneof({ weight: 2, arbitrary: fc.constant(network) }, { weight: 1, arbitrary: drawLatency(space.network).map((latency) => ({ ...plain, ...latency })) });
}

function redrawnKnobs({ knobs }: Plan, space: PlanSpace): fc.Arbitrary<Plan['knobs']> {
  const choices = Object.entries(space.knobs).filter(([, values]) => values.length > 1);
  if (choices.length === 0) return fc.constant(knobs);
  const among = (draw: (name: string, values: readonly number[]) => fc.Arbitrary<number>): fc.Arbitrary<Plan['knobs']> =>
    fc.tuple(...choices.map(([name, values]) => draw(name, values).map((value): readonly [string, number] => [name, value]))).map((entries) => ({ ...knobs, ...Object.fromEntries(entries) }));
  const anew = (values: readonly number[]): fc.Arbitrary<number> => fc.constantFrom(...values);
  const kept = (name: string, values: readonly number[]): fc.Arbitrary<number> => (knobs[name] === undefined ? anew(values) : fc.constant(knobs[name]));
  const some = among((name, values) => fc.oneof({ weight: 2, arbitrary: kept(name, values) }, { weight: 1, arbitrary: anew(values) }));
  // Several options together may be what it takes, and they cost nothing.
  return fc.oneof(fc.constant(knobs), some, among((_, values) => anew(values)));
}

// ---- One thing otherwise --------------------------------------------------------------------------------------------------

/**
 * The plan with one thing changed, and often without one or two of its pieces: what was needed as things stood may not be needed after it. For the
 * same seed: deviations stay. `moments`: those of a run of the plan.
 */
export function nudged(plan: Plan, space: PlanSpace, moments: Moments): fc.Arbitrary<Plan> {
  const pieces = piecesOf(plan);
  const fewer = fc.constantFrom(0, 0, 1, 1, 2).chain((gone) => {
    const left = Math.max(0, pieces.length - gone);
    return fc.subarray([...pieces], { minLength: left, maxLength: left }).map((kept) => withPieces(plan, kept, moments));
  });
  return fewer.chain((fewer) => fc.oneof(...changes(fewer, space)));
}

function changes(plan: Plan, space: PlanSpace): readonly fc.Arbitrary<Plan>[] {
  const faults = plan.faults.map((fault, i) => redrawnFault(fault, space).map((changed) => ({ ...plan, faults: plan.faults.with(i, changed) })));
  const deviations = plan.deviations.map((deviation, i) => redrawnDeviation(deviation).map((changed) => ({ ...plan, deviations: plan.deviations.with(i, changed) })));
  const operations = plan.clients.flatMap((client, i) =>
    client.operations.map((operation, j) =>
      redrawnOperation(operation, space).map((changed) => ({ ...plan, clients: plan.clients.with(i, { ...client, operations: client.operations.with(j, changed) }) })),
    ),
  );
  const others = [redrawnNetwork(plan, space).map((network) => ({ ...plan, network })), redrawnKnobs(plan, space).map((knobs) => ({ ...plan, knobs }))];
  return [...faults, ...deviations, ...operations, ...others];
}

/** As late as it was, half or twice as late. */
function redrawnDeviation(deviation: Deviation): fc.Arbitrary<Deviation> {
  const otherwise = (length: number): fc.Arbitrary<number> => fc.constantFrom(length, Math.ceil(length / 2), 2 * length);
  switch (deviation.kind) {
    case 'late':
      return otherwise(deviation.by).map((by) => ({ ...deviation, by }));
    case 'copy':
      return otherwise(deviation.after).map((after) => ({ ...deviation, after }));
    default:
      return fc.constant(deviation);
  }
}
