/** The story of a run: one line per event, and who did what. */
import { deepFreeze } from '../sim/core/canonical.ts';
import { counted } from '../sim/core/counted.ts';
import type { Effect, NodeId, Protocol, Step, Vocabulary } from '../sim/core/protocol.ts';
import { formatTime } from '../sim/core/time.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { NondeterminismFound, purityGuard, type PurityGuard } from '../sim/hosts/checks.ts';
import type { Watcher } from '../sim/hosts/simulation.ts';
import type { StepGuard } from '../sim/world/host.ts';
import type { Fault, Plan } from '../sim/world/plan.ts';
import type { Observed, Recorder } from '../sim/world/recorder.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { ScenarioRun, type Report } from '../scenarios/setup.ts';
import { latestAmbientSource } from './poison.ts';
import { withNodes } from './run.ts';
import type { StoryLine } from './story-line.ts';

/** A run that was told: its verdict, and what happened in it, in order. */
export interface Story {
  readonly report: Report;
  /** How many of the nodes are servers: they come first. */
  readonly servers: number;
  readonly lines: readonly StoryLine[];
}

/** How to tell a run: all of it, as plain runs are made, unless it says otherwise. */
export interface TellOptions {
  /** The first step to be told. */
  readonly fromStep?: number;
  /** Compute each step twice on frozen input, as checked runs do: else a node that is not pure goes on as if nothing were wrong. */
  readonly checked?: boolean;
}

/** Tells a run to its end. */
export function tell(scenario: Scenario, seed: number, plan: Plan, mutant: Mutant | null, { fromStep = 0, checked = false }: TellOptions = {}): Story {
  // As in every run: a node that writes to its request must fail here, too.
  deepFreeze(plan);
  const check = checked ? purityGuard({ steps: () => run.simulation.world.steps, ambient: latestAmbientSource }) : null;
  const teller = new Teller(fromStep, check);
  const nodes = withNodes(scenario, mutant, (protocol) => teller.withStart(check === null ? protocol : check.withStart(protocol)));
  const run: ScenarioRun = new ScenarioRun(nodes, { seed, plan, recorder: teller, onlooker: teller, guard: teller });
  const { world } = run.simulation;
  teller.servers = world.servers.length;
  teller.place = () => ({ time: world.now, step: world.steps + 1 });
  return { report: run.run(), servers: teller.servers, lines: teller.lines };
}

/** Time and number of the step that is being computed. */
type Place = Pick<StoryLine, 'time'> & { readonly step: number };

class Teller implements Recorder, Watcher, StepGuard {
  readonly property = 'story';
  readonly lines: StoryLine[] = [];
  servers = 0;
  place: () => Place = () => ({ time: 0, step: 0 });
  private readonly fromStep: number;
  private readonly check: PurityGuard | null;
  private isTelling: boolean;

  constructor(fromStep: number, check: PurityGuard | null) {
    this.fromStep = fromStep;
    this.check = check;
    this.isTelling = fromStep <= 1;
  }

  /** Nobody observes a step that throws: it is told here. */
  step(...given: Parameters<StepGuard['step']>): Step<Vocabulary> {
    const [protocol, state, event, choose, node] = given;
    return this.attempt({ node, event }, () => (this.check === null ? protocol.step(state, event, choose) : this.check.step(...given)));
  }

  withStart(protocol: Protocol): Protocol {
    const start: Protocol['start'] = (self, nodes, disk) =>
      this.attempt({ node: self, event: { kind: 'start', records: disk.length } }, () => protocol.start(self, nodes, disk));
    const told: Protocol = Object.create(protocol, { start: { value: start } });
    return told;
  }

  private attempt(scene: Pick<Observed, 'node' | 'event'>, compute: () => Step<Vocabulary>): Step<Vocabulary> {
    try {
      return compute();
    } catch (error) {
      this.lines.push({ ...this.place(), who: this.name(scene.node), text: `${this.cause(scene)}  =>  ${describeThrown(error)}` });
      throw error;
    }
  }

  observe(step: Observed): null {
    if (step.index < this.fromStep) return null;
    this.isTelling = true;
    const effects = step.effects.map((effect) => this.effect(effect));
    const text = effects.length === 0 ? this.cause(step) : `${this.cause(step)}  =>  ${effects.join('; ')}`;
    this.lines.push({ time: step.time, step: step.index, who: this.name(step.node), text });
    return null;
  }

  message(...[time, fate, , from, to, message, by]: Parameters<Recorder['message']>): void {
    if (!this.isTelling) return;
    const after = by > 0 ? ` by ${formatTime(by)}` : '';
    this.lines.push({ time, step: null, who: 'net', text: `${fate}${after}: ${this.name(from)} -> ${this.name(to)} ${describeValue(message)}` });
  }

  fault(...[time, phase, fault]: Parameters<Recorder['fault']>): void {
    if (!this.isTelling) return;
    this.lines.push({ time, step: null, who: 'fault', text: `${describeFault(fault, (node) => this.name(node))} ${phase}` });
  }

  node(...[time, node, what, detail]: Parameters<Recorder['node']>): void {
    if (!this.isTelling) return;
    const details = { crashed: detail > 0 ? `, ${counted(detail, 'unsynced write')} lost` : '', paused: '', resumed: `, ${counted(detail, 'arrival')} kept`, synced: ` ${counted(detail, 'batch', 'batches')}`, syncFailed: '' };
    this.lines.push({ time, step: null, who: this.name(node), text: `${what === 'syncFailed' ? 'sync failed' : what}${details[what]}` });
  }

  private name(node: NodeId): string {
    return nameOf(node, this.servers);
  }

  private cause({ event, node }: Pick<Observed, 'node' | 'event'>): string {
    switch (event.kind) {
      case 'start':
        return event.records === 0 ? 'starts' : `starts with ${counted(event.records, 'record')}`;
      case 'message':
        return `<- ${this.name(event.from)} ${describeValue(event.message)}`;
      case 'timeout':
        return `timer ${event.timer}`;
      case 'request':
        return `asked ${describeValue(event.request)}`;
      case 'stored':
        return `stored ${event.tags.join(', ')}`;
      case 'storageFailed':
        return `storage failed (${event.reason}) at ${this.name(node)}`;
    }
  }

  private effect(effect: Effect<Vocabulary>): string {
    switch (effect.kind) {
      case 'send':
        return `${effect.early ? 'early ' : ''}-> ${this.name(effect.to)} ${describeValue(effect.message)}`;
      case 'reply':
        return `${effect.early ? 'early ' : ''}answers ${describeValue(effect.result)}`;
      case 'write':
        return `writes ${describeValue(effect.record)}`;
      case 'rewrite':
        return `rewrites ${counted(effect.records.length, 'record')}`;
      case 'setTimer':
        return `sets ${effect.timer} (${effect.min === effect.max ? formatTime(effect.min) : `${formatTime(effect.min)} to ${formatTime(effect.max)}`})`;
      case 'cancelTimer':
        return `cancels ${effect.timer}`;
      case 'emit':
        return `emits ${describeValue(effect.output)}`;
    }
  }
}

function describeThrown(error: unknown): string {
  if (error instanceof NondeterminismFound) return `breaks the law '${error.source}'`;
  const [text = ''] = (error instanceof Error ? `${error.name}: ${error.message}` : describeValue(error)).split('\n');
  return `throws ${text.length <= 120 ? text : `${text.slice(0, 117)}...`}`;
}

/** `s0`, `s1`, ... for servers, and `c3`, ... for clients: the number is that of the node. */
export function nameOf(node: NodeId, servers: number): string {
  return node < servers ? `s${node}` : `c${node}`;
}

/** A value in at most about 120 characters: `put{key: "x", version: 3}`. */
export function describeValue(value: unknown): string {
  const text = describeInner(value, 0);
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}

function describeInner(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}...` : value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth > 3) return '...';
  if (Array.isArray(value)) return `[${value.slice(0, 8).map((inner) => describeInner(inner, depth + 1)).join(', ')}${value.length > 8 ? ', ...' : ''}]`;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  const kind = entries.find(([field, inner]) => field === 'kind' && typeof inner === 'string');
  const fields = entries.filter((entry) => entry !== kind).map(([field, inner]) => `${field}: ${describeInner(inner, depth + 1)}`);
  return `${kind === undefined ? '' : String(kind[1])}{${fields.join(', ')}}`;
}

/** A fault in a few words. */
export function describeFault(fault: Fault, name: (node: NodeId) => string): string {
  const { kind, ...rest } = fault;
  const details = Object.entries(rest).map(([field, value]) => describeDetail(field, value, name));
  return `${kind} ${details.join(' ')}`.trimEnd();
}

function describeDetail(field: string, value: unknown, name: (node: NodeId) => string): string {
  if (field === 'node' && typeof value === 'number') return name(value);
  if ((field === 'lasts' || field === 'down' || field === 'lag' || field === 'delay') && typeof value === 'number') return `${field} ${formatTime(value)}`;
  return `${field} ${describeInner(value, 1)}`;
}
