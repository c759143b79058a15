/** How big a plan is, counted as schedules written by hand are: what is asked for, and what goes wrong. */
import type { Time } from '../../sim/core/time.ts';
import { calmNetwork, exactClocks, promptDisk, type Deviation, type Fault, type Plan, type PlannedFault, type PlannedOperation, type ScriptPlan } from '../../sim/world/plan.ts';

/** Ills that a plan has from beginning to end: of the network, the disks, the clocks. How long a message or a sync takes is none. */
const ills = ['loss', 'duplicate', 'tail', 'replay', 'queueLimit', 'bandwidth'] as const;

/** When the operations of a run were called and answered (null: they were not), by their numbers. */
export type Moments = ReadonlyMap<number, { readonly calledAt: Time; readonly returnedAt: Time | null }>;

/** A thing that counts. */
export type Piece =
  | { readonly kind: 'fault'; readonly fault: PlannedFault }
  | { readonly kind: 'deviation'; readonly deviation: Deviation }
  | { readonly kind: 'operation'; readonly client: number; readonly operation: PlannedOperation }
  | { readonly kind: 'script'; readonly script: ScriptPlan }
  | { readonly kind: 'ill'; readonly ill: (typeof ills)[number] }
  | { readonly kind: 'skew' }
  | { readonly kind: 'slowDisks' };

/** Everything in a plan that counts. */
export function piecesOf({ faults, deviations, clients, scripts, network, clocks, disk }: Plan): readonly Piece[] {
  return [
    ...scripts.map((script): Piece => ({ kind: 'script', script })),
    ...faults.map((fault): Piece => ({ kind: 'fault', fault })),
    ...deviations.map((deviation): Piece => ({ kind: 'deviation', deviation })),
    ...clients.flatMap(({ client, operations }) => operations.map((operation): Piece => ({ kind: 'operation', client, operation }))),
    ...ills.flatMap((ill): readonly Piece[] => (network[ill] === calmNetwork[ill] ? [] : [{ kind: 'ill', ill }])),
    ...(clocks.skew === 0 ? [] : [{ kind: 'skew' } as const]),
    ...(disk.syncMax <= promptDisk.syncMax ? [] : [{ kind: 'slowDisks' } as const]),
  ];
}

/**
 * The plan with only these of its pieces. Where operations go, those behind them come when they did: as the `moments` of a run of the plan tell, or
 * as far as pauses do. Knobs, latencies and the time that it lasts stay.
 */
export function withPieces(plan: Plan, pieces: readonly Piece[], moments: Moments = new Map()): Plan {
  const kept = new Set(pieces.flatMap((piece) => (piece.kind === 'operation' ? [piece.operation.id] : [])));
  const keeps = (kind: Piece['kind']): boolean => pieces.some((piece) => piece.kind === kind);
  const calmed = ills.filter((ill) => !pieces.some((piece) => piece.kind === 'ill' && piece.ill === ill));
  return {
    ...plan,
    faults: pieces.flatMap((piece) => (piece.kind === 'fault' ? [piece.fault] : [])),
    deviations: pieces.flatMap((piece) => (piece.kind === 'deviation' ? [piece.deviation] : [])),
    clients: plan.clients.map((client) => ({ ...client, operations: onTime(client.operations, kept, moments) })).filter(({ operations }) => operations.length > 0),
    scripts: pieces.flatMap((piece) => (piece.kind === 'script' ? [piece.script] : [])),
    network: { ...plan.network, ...Object.fromEntries(calmed.map((ill) => [ill, calmNetwork[ill]])) },
    clocks: keeps('skew') ? plan.clocks : exactClocks,
    disk: keeps('slowDisks') ? plan.disk : promptDisk,
  };
}

function onTime(operations: readonly PlannedOperation[], kept: ReadonlySet<number>, moments: Moments): readonly PlannedOperation[] {
  let [waited, isNext] = [0, true];
  let free: Time | null = 0;
  return operations.flatMap((operation) => {
    waited += operation.think;
    if (!kept.has(operation.id)) {
      isNext = false;
      return [];
    }
    const called = moments.get(operation.id)?.calledAt;
    const think = isNext || free === null || called === undefined ? waited : Math.max(waited, called - free);
    [waited, isNext] = [0, true];
    free = moments.get(operation.id)?.returnedAt ?? null;
    return [{ ...operation, think }];
  });
}

/**
 * Requests, faults, deviations, and lasting ills: each counts one, and a fault that is several in one as many. Clients, timers, latencies and time
 * cost nothing: nor do they in a schedule written by hand, which delivers letters and fires timers in whatever order it likes. A script asks for
 * who knows how much: it weighs more than anything else.
 */
export const weightOf = (plan: Plan): number => piecesOf(plan).reduce((sum, piece) => sum + weightOfPiece(piece), 0);

/** The weight of a plan without scripts; null where there is one. */
export const movesOfPlan = (plan: Plan): number | null => (plan.scripts.length > 0 ? null : weightOf(plan));

function weightOfPiece(piece: Piece): number {
  switch (piece.kind) {
    case 'fault':
      return weightOfFault(piece.fault.fault);
    case 'script':
      return weightOfScript;
    default:
      return 1;
  }
}

const weightOfScript = 10_000;

function weightOfFault(fault: Fault): number {
  switch (fault.kind) {
    case 'swizzle':
      return fault.nodes.length;
    case 'partition':
      return fault.shape === 'ring' ? Math.max(1, fault.groups.filter(({ length }) => length > 0).length - 1) : 1;
    case 'ioError':
      return Math.max(1, fault.count);
    default:
      return 1;
  }
}
