import { unreachable } from '../../../sim/core/index.ts';
import type { NodeId } from '../../../sim/core/index.ts';
import type { Observed } from '../../../sim/world/recorder.ts';
import type { View } from '../../../sim/world/view.ts';
import type { ClusterStep } from '../../../protocols/testing/cluster.ts';
import type { Judgement, Property } from '../../property.ts';
import { Violation } from './stage.ts';

type Judge = (step: Observed, view: View) => Judgement;

/** Properties that judge the steps of a cluster as they would those of a run; what is judged at the end only is left out. */
export class Bench {
  /** True time. */
  clock = (): number => 0;
  private readonly servers: readonly NodeId[];
  private readonly judges: readonly { readonly name: string; readonly judge: Judge }[];
  private readonly states = new Map<NodeId, object>();

  constructor(servers: number, properties: readonly Property[]) {
    this.servers = Array.from({ length: servers }, (_, node) => node);
    this.judges = properties.flatMap((property) => {
      const judge = judgeOf(property);
      return judge === null ? [] : [{ name: property.name, judge }];
    });
  }

  /** Throws a `Violation` where a property does not hold. */
  observe({ index, node, before, event, after, effects }: ClusterStep): void {
    this.states.set(node, after);
    const view: View = { now: this.clock(), servers: this.servers, clients: [], stateOf: (other) => this.states.get(other) ?? null, clockOf: () => ({ monotonic: this.clock(), wall: this.clock() }) };
    const step: Observed = { index, time: view.now, node, role: this.servers.includes(node) ? 'server' : 'client', before, event: event ?? { kind: 'start', records: 0 }, after, effects };
    for (const { name, judge } of this.judges) {
      const judgement = judge(step, view);
      if (judgement !== true) throw new Violation(name, judgement === false ? 'it does not hold' : judgement);
    }
  }
}

function judgeOf(property: Property): Judge | null {
  switch (property.kind) {
    case 'always':
      return ({ role, after }, view) => role !== property.role || property.judge(after, view);
    case 'across':
      return (step, view) => step.role !== property.role || !hasBefore(step) || property.judge(step, view);
    case 'tracked': {
      const tracker = property.begin();
      return (step, view) => tracker.judge(step, view);
    }
    case 'sometimes':
    case 'eventually':
    case 'linearizable':
    case 'afterwards':
      return null;
    default:
      return unreachable(property);
  }
}

const hasBefore = (step: Observed): step is Observed & { readonly before: object } => step.before !== null;
