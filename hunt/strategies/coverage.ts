/**
 * What one run has shown: a set of features. A feature is a hash of the abstract state of the cluster, of the kinds of faults that are active, and
 * of the last two deliveries. Nodes are interchangeable: their numbers are in none of it.
 */
import { fold, mix, ofLabel } from '../../sim/core/fingerprint.ts';
import type { Watcher } from '../../sim/hosts/simulation.ts';
import type { Fault } from '../../sim/world/plan.ts';
import type { Observed, Recorder } from '../../sim/world/recorder.ts';
import { Abstraction } from './abstraction.ts';

export class Coverage implements Watcher, Recorder {
  readonly property = 'coverage';
  /** 32-bit hashes. */
  readonly features = new Set<number>();
  private readonly abstractions: Abstraction[] = [];
  /** Digests of nodes, and their sum: the order of nodes makes no difference. */
  private readonly digests: number[] = [];
  private cluster = 0;
  private readonly active = new Map<Fault['kind'], number>();
  private faults = 0;
  private lastDelivery = 0;
  private readonly states: object[] = [];

  observe({ node, role, event, after }: Observed): null {
    if (role === 'server' && this.states[node] !== after) this.look(node, after);
    const delivery = event.kind === 'message' ? fold(ofLabel(kindOf(event.message)), role === 'server' ? 1 : 2) : ofLabel(event.kind);
    this.features.add(fold(fold(this.cluster, this.faults), fold(this.lastDelivery, delivery)));
    this.lastDelivery = delivery;
    return null;
  }

  private look(node: number, state: object): void {
    this.states[node] = state;
    const digest = mix(this.abstractionOf(node, state).digest(state));
    this.cluster = (this.cluster - (this.digests[node] ?? 0) + digest) | 0;
    this.digests[node] = digest;
  }

  private abstractionOf(node: number, state: object): Abstraction {
    return (this.abstractions[node] ??= new Abstraction(state));
  }

  message(): void {}

  node(): void {}

  fault(_: number, phase: 'strikes' | 'ends' | 'withheld', { kind }: Fault): void {
    if (phase === 'withheld') return;
    const count = Math.max(0, (this.active.get(kind) ?? 0) + (phase === 'strikes' ? 1 : -1));
    this.active.set(kind, count);
    this.faults = [...this.active].reduce((sum, [kind, count]) => (count > 0 ? (sum + ofLabel(kind)) | 0 : sum), 0);
  }
}

function kindOf(message: unknown): string {
  return typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string' ? message.kind : 'message';
}
