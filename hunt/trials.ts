/** Runs of plans, to see whether they fail in the same way as a run that is known: first as cheaply as that can be seen. */
import { fingerprint } from '../sim/core/fingerprint.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { signatureOf, type Failure } from '../sim/hosts/failure.ts';
import type { Plan } from '../sim/world/plan.ts';
import type { Recorder } from '../sim/world/recorder.ts';
import type { Property } from '../properties/property.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { AccidentRecorder, explicitPlan } from './make-explicit.ts';
import { runPlan } from './run.ts';

/** What a look at a run shows: the same failure, something else, or (`cut`) nothing within the steps that it was given. */
export type Look = 'same' | 'other' | 'cut';

/** A run costs something before its first step, in steps. */
const stepsOfSetup = 100;

/** A look, and the run that it saw: without its hash, and no longer than it had to be. */
interface Glance {
  readonly look: Look;
  readonly report: Report;
}

export class Trials {
  /** Steps of all runs. */
  spent = 0;
  /** Plans that were looked at. */
  runs: number;
  /** What shows only where every step is checked, no look shows. */
  readonly isChecked: boolean;
  private readonly scenario: Scenario;
  /** How often looks have been mistaken, and have become more like whole runs. */
  lessons = 0;
  /** Nothing is watched but what failed, and what whole runs broke instead. */
  private narrow: Scenario;
  /** Whoever waits for what never happens waits less. */
  private impatient: Scenario;
  private readonly watched: Set<string>;
  private readonly signature: string;
  private readonly mutant: Mutant | null;

  constructor(scenario: Scenario, failure: Failure | null, options: { readonly mutant?: Mutant | null; readonly checked?: boolean }, runs: number = 0) {
    const { mutant = null, checked = false } = options;
    this.scenario = scenario;
    this.watched = new Set(failure === null ? [] : [failure.property]);
    this.narrow = isOfProperty(failure) ? narrowed(scenario, this.watched) : scenario;
    this.impatient = failure?.kind === 'liveness' ? hurried(this.narrow) : this.narrow;
    this.signature = failure === null ? '' : signatureOf(failure);
    this.mutant = mutant;
    this.isChecked = checked;
    this.runs = runs;
  }

  /** The same failure? If not, then neither with all properties; if so, the whole run decides: another one may have been broken before. */
  look(seed: number, plan: Plan, steps?: number): Look {
    if (!this.isChecked) return this.glance(seed, plan, steps).look;
    this.runs++;
    return 'same';
  }

  /** A look, with what it saw. Not for what shows only where every step is checked. */
  glance(seed: number, plan: Plan, steps: number = this.scenario.limits.steps, recorder: Recorder | null = null): Glance {
    this.runs++;
    const hurried = this.run(this.impatient, seed, plan, steps, recorder);
    // Who waits for several things may have got the other ones a little later.
    const isOpen = this.impatient !== this.narrow && hurried.failure?.kind === 'liveness' && hurried.steps < steps && !this.isSame(hurried);
    const report = isOpen ? this.run(this.narrow, seed, plan, steps, null) : hurried;
    return { report, look: this.isSame(report) ? 'same' : report.steps >= steps ? 'cut' : 'other' };
  }

  /** The same run, with what chance did to messages written down in its plan; null where that does not fail in the same way. As seen by a glance. */
  explicit(seed: number, plan: Plan): Report | null {
    const recorder = new AccidentRecorder();
    const { look, report } = this.glance(seed, plan, undefined, recorder);
    if (look !== 'same') return null;
    const explicit = explicitPlan(plan, recorder.deviations);
    if (fingerprint(explicit) === fingerprint(plan)) return report;
    const again = this.glance(seed, explicit);
    return again.look === 'same' ? again.report : null;
  }

  /** The run as it is kept, with all properties and its hash. Null: it does not fail in the same way. */
  whole(seed: number, plan: Plan): Report | null {
    const report = runPlan(this.scenario, seed, plan, { mutant: this.mutant, checked: this.isChecked });
    this.spent += report.steps + stepsOfSetup;
    if (this.isSame(report)) return report;
    this.learn(report);
    return null;
  }

  /** A look took it for the same failure. What was broken before is watched from now on; if nothing was, then looks have waited too little. */
  private learn({ failure }: Report): void {
    if (this.isChecked || this.narrow === this.scenario) return;
    const isRival = isOfProperty(failure) && !this.watched.has(failure.property);
    if (!isRival && this.impatient === this.narrow) return;
    const isImpatient = isRival && this.impatient !== this.narrow;
    if (isRival) this.narrow = narrowed(this.scenario, this.watched.add(failure.property));
    this.impatient = isImpatient ? hurried(this.narrow) : this.narrow;
    this.lessons++;
  }

  private run(scenario: Scenario, seed: number, plan: Plan, steps: number, recorder: Recorder | null): Report {
    const { limits } = scenario;
    const cut = { ...scenario, limits: { ...limits, steps: Math.min(limits.steps, steps) } };
    const report = runPlan(cut, seed, plan, { mutant: this.mutant, hashed: false, ...(recorder === null ? {} : { recorder }) });
    this.spent += report.steps + stepsOfSetup;
    return report;
  }

  private isSame({ failure }: Report): boolean {
    return failure !== null && signatureOf(failure) === this.signature;
  }
}

/** What is not there after a quarter of the time will hardly come. */
function hurried(scenario: Scenario): Scenario {
  const { limits } = scenario;
  return limits.recovery === null ? scenario : { ...scenario, limits: { ...limits, recovery: Math.ceil(limits.recovery / 4) } };
}

/** The same runs, but only these properties look on: they do not change what happens, and cost as much as all else. */
function narrowed(scenario: Scenario, watched: ReadonlySet<string>): Scenario {
  // Runs wait for goals before they end.
  const isKept = ({ name, kind }: Property): boolean => watched.has(name) || kind === 'eventually';
  return { ...scenario, properties: scenario.properties.filter(isKept), bounds: (knobs) => scenario.bounds(knobs).filter(isKept) };
}

const isOfProperty = (failure: Failure | null): failure is Failure => failure !== null && (failure.kind === 'safety' || failure.kind === 'notLinearizable' || failure.kind === 'liveness');
