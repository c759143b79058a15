/** From scenario, seed and plan to a simulation, and from its end to a verdict. */
import { fingerprint } from '../sim/core/fingerprint.ts';
import { mutate, type Mutant } from '../sim/core/mutant.ts';
import type { NodeId } from '../sim/core/protocol.ts';
import { formatTime } from '../sim/core/time.ts';
import type { Failure } from '../sim/hosts/failure.ts';
import { Simulation, type Goal, type Outcome, type SimulationSetup, type Watcher } from '../sim/hosts/simulation.ts';
import type { NodeSpec } from '../sim/world/node.ts';
import type { Plan } from '../sim/world/plan.ts';
import { purposes, Random } from '../sim/world/random.ts';
import type { Observed } from '../sim/world/recorder.ts';
import type { View } from '../sim/world/view.ts';
import type { Judgement, Property, Tracker } from '../properties/property.ts';
import type { PlanSpace } from '../properties/schedules/plan-space.ts';
import { judgeHistory } from './histories.ts';
import { HistoryWatch } from './history-watch.ts';
import type { Scenario } from './scenario.ts';

/** What a run may be asked for beyond its verdict. */
export type Extras = Pick<SimulationSetup, 'hashed' | 'recorder' | 'guard' | 'digests' | 'reseed'>;

/** Everything about a finished run. */
export interface Report extends Outcome {
  readonly seed: number;
  readonly plan: Plan;
  /** Names of the `sometimes` situations that were reached. */
  readonly situations: readonly string[];
}

export interface RunOptions extends Extras {
  readonly seed: number;
  readonly plan: Plan;
  readonly mutant?: Mutant | null;
  /** Sees each step too. */
  readonly onlooker?: Watcher;
}

/** A scenario set up for one seed and plan, ready to run or to be advanced step by step. */
export class ScenarioRun {
  readonly simulation: Simulation;
  private readonly scenario: Scenario;
  /** Those of all runs, and those of its knobs. */
  private readonly properties: readonly Property[];
  private readonly options: RunOptions;
  private readonly reached = new Set<string>();
  private readonly histories: ReadonlyMap<Property, HistoryWatch>;

  constructor(scenario: Scenario, options: RunOptions) {
    const { seed, plan, mutant = null, onlooker, ...extras } = options;
    this.scenario = scenario;
    this.properties = [...scenario.properties, ...scenario.bounds(plan.knobs)];
    this.options = options;
    const nodes = nodesOf(scenario, plan, mutant);
    const watchers = watchersOf(this.properties, this.reached);
    this.histories = new Map(this.properties.flatMap((property) => (property.kind === 'linearizable' && property.judged === 'asItHappens' ? [[property, new HistoryWatch(property)] as const] : [])));
    this.simulation = new Simulation({
      seed,
      nodes,
      plan,
      budget: scenario.budget,
      disks: scenario.disks,
      scripts: scenario.scripts,
      watchers: onlooker === undefined ? watchers : [...watchers, onlooker],
      callWatchers: [...this.histories.values()],
      goals: goalsOf(this.properties),
      limits: scenario.limits,
      core: coreOf(scenario, nodes, seed),
      countsBytes: scenario.countsBytes,
      ...extras,
    });
  }

  run(): Report {
    this.simulation.begin();
    while (this.simulation.advance());
    return this.report();
  }

  /** The verdict on a run that is over. */
  report(): Report {
    const outcome = this.simulation.outcome();
    const { seed, plan } = this.options;
    return { ...outcome, failure: outcome.failure ?? this.judgeEnd(outcome), seed, plan, situations: [...this.reached] };
  }

  private judgeEnd(outcome: Outcome): Failure | null {
    const at = { step: outcome.steps, time: outcome.time, node: null, stack: null };
    for (const property of this.properties) {
      const failure = this.judgeProperty(property, outcome);
      if (failure !== null) return { ...at, ...failure };
    }
    return this.judgeTriggers(outcome, at);
  }

  private judgeProperty(property: Property, { calls, counters }: Outcome): Verdict | null {
    try {
      if (property.kind === 'linearizable') return this.histories.get(property)?.isExplained === true ? null : judgeHistory(property, calls);
      if (property.kind !== 'afterwards') return null;
      const wrong = complaint(property.judge({ view: this.simulation.view, calls, counters }));
      return wrong === null ? null : { kind: 'safety', property: property.name, message: wrong };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { kind: 'safety', property: property.name, message: `the property threw ${error.name}: ${error.message}`, stack: error.stack ?? null };
    }
  }

  /** A written fault that never strikes proves nothing; drawn ones are only counted. */
  private judgeTriggers({ unfired }: Outcome, at: Pick<Failure, 'step' | 'time' | 'node' | 'stack'>): Failure | null {
    const written = new Set(this.scenario.faults.map(fingerprint));
    const planned = unfired.map((index) => this.options.plan.faults[index]).find((fault) => fault !== undefined && written.has(fingerprint(fault)));
    if (planned === undefined) return null;
    const { trigger, fault } = planned;
    const why = trigger.kind === 'milestone' ? `'${trigger.name}' was not reached` : `the run was over before ${formatTime(trigger.at)}`;
    return { kind: 'vacuous', property: 'every written fault strikes', message: `${why}, or the budget withheld it: no ${fault.kind}`, ...at };
  }
}

/** The part of a failure that a property decides. */
type Verdict = Pick<Failure, 'kind' | 'property' | 'message'> & Partial<Pick<Failure, 'stack'>>;

function nodesOf(scenario: Scenario, plan: Plan, mutant: Mutant | null): readonly NodeSpec[] {
  const spec =
    (role: NodeSpec['role']) =>
    (protocol: NodeSpec['protocol']): NodeSpec => ({ role, protocol: mutant === null ? protocol : mutate(protocol, mutant) });
  return [...scenario.servers(plan.knobs).map(spec('server')), ...scenario.clients(plan.knobs).map(spec('client'))];
}

/** All servers, or a majority of them drawn from the seed. */
function coreOf(scenario: Scenario, nodes: readonly NodeSpec[], seed: number): readonly NodeId[] {
  const servers = [...nodes.keys()].filter((node) => nodes[node]?.role === 'server');
  if (scenario.core === 'all') return servers;
  const random = new Random(seed);
  const order = servers.toSorted((a, b) => random.word(purposes.plan, a) - random.word(purposes.plan, b));
  return order.slice(0, Math.floor(servers.length / 2) + 1);
}

/** What is wrong, or null. A judge that forgets to answer (no compiler has read the user's file) has not said that all is well. */
function complaint(judgement: Judgement | undefined): string | null {
  if (typeof judgement === 'string') return judgement;
  if (judgement === undefined) return 'it answers neither true, nor false, nor what is wrong';
  return judgement ? null : 'it does not hold';
}

function watchersOf(properties: readonly Property[], reached: Set<string>): readonly Watcher[] {
  return properties.flatMap((property) => {
    const watcher = watcherOf(property, reached);
    return watcher === null ? [] : [watcher];
  });
}

function watcherOf(property: Property, reached: Set<string>): Watcher | null {
  switch (property.kind) {
    case 'always':
      return { property: property.name, observe: (step, view) => (step.role === property.role ? complaint(property.judge(step.after, view)) : null) };
    case 'across':
      return {
        property: property.name,
        observe: (step, view) => (step.role === property.role && hasBefore(step) ? complaint(property.judge(step, view)) : null),
      };
    case 'tracked': {
      let tracker: Tracker | null = null;
      return { property: property.name, observe: (step, view) => complaint((tracker ??= property.begin()).judge(step, view)) };
    }
    case 'sometimes':
      return {
        property: property.name,
        observe(step, view) {
          if (!reached.has(property.name) && property.holds(step, view)) reached.add(property.name);
          return null;
        },
      };
    default:
      return null;
  }
}

const hasBefore = (step: Observed): step is Observed & { readonly before: object } => step.before !== null;

function goalsOf(properties: readonly Property[]): readonly Goal[] {
  return properties.flatMap((property) => (property.kind === 'eventually' ? [{ property: property.name, holds: (view: View) => property.holds(view) }] : []));
}

/** What plans of this scenario may contain. */
export function planSpaceOf(scenario: Scenario): PlanSpace {
  const first = Object.fromEntries(Object.entries(scenario.knobs).map(([name, values]) => [name, values[0] ?? 0]));
  const servers = scenario.servers(first).map((_, node) => node);
  const clients = scenario.clients(first).map((_, i) => servers.length + i);
  const { swarm } = scenario;
  const victims = swarm === null || swarm.victims === 'servers' ? servers : swarm.victims === 'clients' ? clients : [...servers, ...clients];
  return {
    servers,
    clients,
    network: scenario.network,
    disk: scenario.disk,
    faults: scenario.faults,
    swarm: swarm === null ? null : { ...swarm, victims },
    workload: scenario.workload,
    scripts: scenario.scripts.length,
    knobs: scenario.knobs,
  };
}
