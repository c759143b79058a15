/** The things of a plan that may be to blame for a failure: what each is, in words, and from which step of the run on it acted. */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Time } from '../../sim/core/time.ts';
import type { Mutant } from '../../sim/core/mutant.ts';
import type { Watcher } from '../../sim/hosts/simulation.ts';
import type { Deviation, Fault, Plan } from '../../sim/world/plan.ts';
import type { Identity } from '../../sim/world/random.ts';
import type { Fate, Recorder, Observed } from '../../sim/world/recorder.ts';
import { piecesOf, withPieces, type Piece } from '../../properties/schedules/plan-size.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Report } from '../../scenarios/setup.ts';
import { clauseOf, labelOf, type Circumstances } from './clauses.ts';
import { runPlan } from '../run.ts';

/** One thing of a plan, and the same plan without it. */
export interface Culprit {
  readonly piece: Piece;
  /** What it did, as a clause: `s2 crashed at 1.2 s, before its vote was stored`. */
  readonly clause: string;
  /** It acted after so many steps; what was there from the beginning, or never acted, after none. */
  readonly afterStep: number;
  /** It acted at all. */
  readonly hasActed: boolean;
  readonly without: Plan;
}

/** Everything that counts in the plan of a run, in the order in which it acted. */
export function culpritsOf(scenario: Scenario, { seed, plan }: Report, mutant: Mutant | null): readonly Culprit[] {
  const witness = new Witness();
  const report = runPlan(scenario, seed, plan, { mutant, hashed: false, recorder: witness, onlooker: witness });
  const servers = scenario.servers(plan.knobs).length;
  const calls = new Map(report.calls.map((call) => [call.id, call]));
  const pieces = piecesOf(plan);
  const culprits = pieces.map((piece, i): Culprit => {
    const scene = sceneOf(piece, witness, calls);
    const without = withPieces(plan, pieces.toSpliced(i, 1), calls);
    return { piece, clause: clauseOf(piece, { servers, ...scene }), afterStep: scene.afterStep ?? 0, hasActed: scene.afterStep !== null, without };
  });
  return culprits.toSorted((left, right) => left.afterStep - right.afterStep);
}

/** Null: it never acted. */
type Scene = Omit<Circumstances, 'servers'> & { readonly afterStep: number | null };

function sceneOf(piece: Piece, witness: Witness, calls: ReadonlyMap<number, Report['calls'][number]>): Scene {
  switch (piece.kind) {
    case 'fault':
      return witness.strikes.get(piece.fault.fault) ?? { afterStep: null };
    case 'deviation':
      return witness.mishaps.get(keyOf(piece.deviation.message, piece.deviation.kind)) ?? { afterStep: null };
    case 'operation': {
      const call = calls.get(piece.operation.id);
      return call?.call == null ? { afterStep: null } : { afterStep: call.call - 1, time: call.calledAt, node: call.node };
    }
    default:
      return { afterStep: 0 };
  }
}

const keyOf = (message: Identity, kind: Deviation['kind']): string => `${kind} ${message}`;

const kinds: Readonly<Partial<Record<Fate, Deviation['kind']>>> = { lost: 'drop', late: 'late', duplicated: 'copy', replayed: 'copy' };

/** Sees when things happened, and what was going on. */
class Witness implements Recorder, Watcher {
  readonly property = 'witness';
  /** The first strike of each fault. */
  readonly strikes = new Map<Fault, Scene>();
  readonly mishaps = new Map<string, Scene>();
  private readonly latestWrite = new Map<NodeId, string>();
  private steps = 0;
  private latest: { readonly fault: Fault; readonly time: Time } | null = null;

  observe({ index, node, effects }: Observed): null {
    this.steps = index;
    const written = effects.findLast((effect) => effect.kind === 'write');
    if (written !== undefined) this.latestWrite.set(node, labelOf(written.record, 'record'));
    return null;
  }

  message(...[time, fate, identity, from, to, message]: Parameters<Recorder['message']>): void {
    const kind = kinds[fate];
    if (kind === undefined || this.mishaps.has(keyOf(identity, kind))) return;
    this.mishaps.set(keyOf(identity, kind), { afterStep: this.steps, time, from, to, message: labelOf(message, 'message') });
  }

  fault(...[time, phase, fault]: Parameters<Recorder['fault']>): void {
    if (phase !== 'strikes' || this.strikes.has(fault)) return;
    this.latest = { fault, time };
    this.strikes.set(fault, { afterStep: this.steps, time });
  }

  /** What a crash takes with it tells why it mattered. */
  node(...[time, node, what, detail]: Parameters<Recorder['node']>): void {
    if (what !== 'crashed' || detail === 0 || this.latest === null || this.latest.time !== time) return;
    const scene = this.strikes.get(this.latest.fault);
    const lost = this.latestWrite.get(node);
    if (scene !== undefined && lost !== undefined && scene.lost === undefined) this.strikes.set(this.latest.fault, { ...scene, lost, node });
  }
}
