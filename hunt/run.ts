/** One seed of a scenario. */
import fc from 'fast-check';
import { deepFreeze } from '../sim/core/canonical.ts';
import { counted } from '../sim/core/counted.ts';
import { fingerprint } from '../sim/core/fingerprint.ts';
import { mutate, type Mutant } from '../sim/core/mutant.ts';
import type { Protocol } from '../sim/core/protocol.ts';
import { isFrozenWrite, laws, purityGuard, type AmbientSource } from '../sim/hosts/checks.ts';
import { signatureOf, thrown, type Failure } from '../sim/hosts/failure.ts';
import type { Watcher } from '../sim/hosts/simulation.ts';
import type { Plan } from '../sim/world/plan.ts';
import { planArbitrary, planOf } from '../properties/schedules/plan-arbitrary.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { planSpaceOf, ScenarioRun, type Extras, type Report } from '../scenarios/setup.ts';
import { latestAmbientSource, withPoisonedGlobals } from './poison.ts';
import { RunRecord, sameSeedSameRun, RunComparison } from './run-comparison.ts';

/** What else a run is asked for. */
interface Wishes extends Extras {
  /** Sees each step, too. */
  readonly onlooker?: Watcher;
}

/** How to run one seed: plainly or checked, the correct code or a mutant of it. */
export interface SeedOptions extends Wishes {
  readonly mutant?: Mutant | null;
  /** Computes each step twice on frozen input, and the whole run twice: finds what is not a pure function. */
  readonly checked?: boolean;
}

/** The plan of a seed. */
export function drawPlan(scenario: Scenario, seed: number): Plan {
  return planOf(plansOf(scenario), seed);
}

const arbitraries = new WeakMap<Scenario, fc.Arbitrary<Plan>>();

/** All plans of a scenario, for property tests. */
export function plansOf(scenario: Scenario): fc.Arbitrary<Plan> {
  const known = arbitraries.get(scenario);
  if (known !== undefined) return known;
  const arbitrary = scenario.plan === null ? planArbitrary(planSpaceOf(scenario)) : fc.constant(scenario.plan);
  arbitraries.set(scenario, arbitrary);
  return arbitrary;
}

/** Runs one seed with the plan that it draws. */
export function runSeed(scenario: Scenario, seed: number, options: SeedOptions = {}): Report {
  return runPlan(scenario, seed, drawPlan(scenario, seed), options);
}

/** Runs one seed with a given plan. */
export function runPlan(scenario: Scenario, seed: number, plan: Plan, options: SeedOptions = {}): Report {
  // Requests go to nodes as they are: one that writes to them would change the plan.
  deepFreeze(plan);
  const job = new Job(scenario, seed, plan, options);
  return withPoisonedGlobals(() => (options.checked === true ? job.runTwice() : job.runOnce()));
}

/** The runs that it takes for one verdict. */
class Job {
  private readonly scenario: Scenario;
  private readonly seed: number;
  private readonly plan: Plan;
  private readonly options: SeedOptions;

  constructor(scenario: Scenario, seed: number, plan: Plan, options: SeedOptions) {
    this.scenario = scenario;
    this.seed = seed;
    this.plan = plan;
    this.options = options;
  }

  /** A plain run. Where a node looks impure, a guarded one names it with its step and event. */
  runOnce(): Report {
    const before = latestAmbientSource();
    const plain = this.plainOrNamed();
    const source = latestAmbientSource();
    if (source !== before && source !== null) return { ...plain, failure: this.nameImpurity() ?? refused(plain, source) };
    if (plain.failure !== null && isInPlace(plain.failure)) return { ...plain, failure: this.nameImpurity() ?? plain.failure };
    return plain;
  }

  /** A guarded run, then a plain one that must be the same. */
  runTwice(): Report {
    const record = new RunRecord();
    const guarded = this.guarded({ onlooker: record });
    if (guarded.failure?.kind === 'nondeterminism') return guarded;
    const { onlooker } = this.options;
    const comparison = new RunComparison(record);
    const plain = this.plain({ onlooker: onlooker === undefined ? comparison : all([comparison, onlooker]) });
    return { ...plain, failure: plain.failure?.kind === 'nondeterminism' ? plain.failure : (differentEnd(guarded, plain) ?? plain.failure) };
  }

  /** A step whose result is none may bring down anything. */
  private plainOrNamed(): Report {
    try {
      return this.plain();
    } catch (error) {
      const { digests } = this.options;
      digests?.splice(0);
      const guarded = this.guarded(digests === undefined ? {} : { digests });
      if (guarded.failure !== null) return guarded;
      throw error;
    }
  }

  private nameImpurity(): Failure | null {
    const { failure } = this.guarded();
    return failure?.kind === 'nondeterminism' ? failure : null;
  }

  private plain(more: Wishes = {}): Report {
    const { checked: _, mutant: __, ...wishes } = this.options;
    return this.play((protocol) => withoutPromises(protocol), { ...wishes, ...more }).run();
  }

  private guarded(more: Wishes = {}): Report {
    const { hashed = true } = this.options;
    const guard = purityGuard({ steps: () => run.simulation.world.steps, ambient: latestAmbientSource });
    const run: ScenarioRun = this.play((protocol) => guard.withStart(protocol), { hashed, guard, ...more });
    return run.run();
  }

  private play(prepare: (protocol: Protocol) => Protocol, wishes: Wishes): ScenarioRun {
    const { scenario, seed, plan } = this;
    const { digests, onlooker } = wishes;
    const keeper = digests === undefined ? [] : [effectsInto(digests)];
    const onlookers = onlooker === undefined ? keeper : [...keeper, onlooker];
    return new ScenarioRun(withNodes(scenario, this.options.mutant ?? null, prepare), { seed, plan, ...wishes, ...(onlookers.length > 0 ? { onlooker: all(onlookers) } : {}) });
  }
}

/** The scenario with other nodes: the mutant's, and these made ready for a run. */
export function withNodes(scenario: Scenario, mutant: Mutant | null, prepare: (protocol: Protocol) => Protocol): Scenario {
  const prepared = (protocol: Protocol): Protocol => prepare(mutant === null ? protocol : mutate(protocol, mutant));
  return { ...scenario, servers: (knobs) => scenario.servers(knobs).map(prepared), clients: (knobs) => scenario.clients(knobs).map(prepared) };
}

/** Promises that fail unheard end the process: only the guard catches those of steps. */
function withoutPromises(protocol: Protocol): Protocol {
  const isAsync = ['start', 'step'].some((name) => Object.prototype.toString.call(Reflect.get(protocol, name)) === '[object AsyncFunction]');
  if (isAsync) throw new TypeError(`${protocol.name}: a step returns its result at once`);
  return protocol;
}

const isInPlace = ({ property, message }: Failure): boolean => property === thrown.byNode && isFrozenWrite(message);

const all = (watchers: readonly Watcher[]): Watcher => ({
  property: watchers[0]?.property ?? '',
  observe: (step, view) => watchers.map((watcher) => watcher.observe(step, view)).find((wrong) => wrong !== null) ?? null,
});

/** When a step is observed, the rolling hash lacks its effects: with them, a difference shows at the step that made it. */
const effectsInto = (digests: number[]): Watcher => ({
  property: sameSeedSameRun,
  observe({ index, effects }) {
    digests[index - 1] = ((digests[index - 1] ?? 0) ^ fingerprint(effects)) & 0xffff;
    return null;
  },
});

/** Nobody knows who asked: it was no step, or not the second time. */
function refused({ failure, steps, time }: Report, source: AmbientSource): Failure {
  if (failure?.kind === 'nondeterminism') return failure;
  return { kind: 'nondeterminism', property: laws.ambient, message: `${source.message}, and the refusal was caught`, step: steps, time, node: null, stack: source.stack ?? null };
}

/** The same steps, but another verdict: what judges them is not deterministic. */
function differentEnd(guarded: Report, plain: Report): Failure | null {
  const [one, other] = [guarded, plain].map(describeEnd);
  if (one === undefined || other === undefined || one === other) return null;
  const message = `two runs of seed ${plain.seed} take the same steps, but one ends ${one}, the other ${other}`;
  return { kind: 'nondeterminism', property: sameSeedSameRun, message, step: plain.steps, time: plain.time, node: null, stack: null };
}

function describeEnd({ failure, steps, hash }: Report): string {
  return `after ${counted(steps, 'step')} with hash ${hash} and ${failure === null ? 'no failure' : signatureOf(failure)}`;
}
