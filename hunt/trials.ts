/** Runs of plans, to see whether they fail in the same way as a run that is known: first as cheaply as that can be seen. */
import type { Mutant } from '../sim/core/mutant.ts';
import { signatureOf, type Failure } from '../sim/hosts/failure.ts';
import type { Plan } from '../sim/world/plan.ts';
import type { Property } from '../properties/property.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { runPlan } from './run.ts';

/** What a look at a run shows: the same failure, something else, or (`cut`) nothing within the steps that it was given. */
export type Look = 'same' | 'other' | 'cut';

/** A run costs something before its first step, in steps. */
const stepsOfSetup = 100;

export class Trials {
  /** Steps of all runs. */
  spent = 0;
  /** Plans that were looked at. */
  runs: number;
  private readonly scenario: Scenario;
  /** Nothing is watched but what failed. */
  private readonly narrow: Scenario;
  private readonly signature: string;
  private readonly options: { readonly mutant: Mutant | null; readonly checked: boolean };

  constructor(scenario: Scenario, failure: Failure | null, options: { readonly mutant?: Mutant | null; readonly checked?: boolean }, runs: number = 0) {
    const { mutant = null, checked = false } = options;
    this.scenario = scenario;
    this.narrow = failure === null ? scenario : narrowed(scenario, failure);
    this.signature = failure === null ? '' : signatureOf(failure);
    this.options = { mutant, checked };
    this.runs = runs;
  }

  /** The same failure? If not, then neither with all properties; if so, the whole run decides: another one may have been broken before. */
  look(seed: number, plan: Plan, steps: number = this.scenario.limits.steps): Look {
    this.runs++;
    // What shows only where every step is checked, no cheaper run shows.
    if (this.options.checked) return 'same';
    const { limits } = this.narrow;
    const report = runPlan({ ...this.narrow, limits: { ...limits, steps: Math.min(limits.steps, steps) } }, seed, plan, { mutant: this.options.mutant, hashed: false });
    this.spent += report.steps + stepsOfSetup;
    if (this.isSame(report)) return 'same';
    return report.steps >= steps ? 'cut' : 'other';
  }

  /** The run as it is kept, with all properties and its hash. Null: it does not fail in the same way. */
  whole(seed: number, plan: Plan): Report | null {
    const report = runPlan(this.scenario, seed, plan, this.options);
    this.spent += report.steps + stepsOfSetup;
    return this.isSame(report) ? report : null;
  }

  private isSame({ failure }: Report): boolean {
    return failure !== null && signatureOf(failure) === this.signature;
  }
}

/** The same runs, but only what was broken looks on: properties do not change what happens, and cost as much as all else. */
function narrowed(scenario: Scenario, { kind, property }: Failure): Scenario {
  if (kind !== 'safety' && kind !== 'notLinearizable' && kind !== 'liveness') return scenario;
  // Runs wait for goals before they end.
  const isKept = ({ name, kind }: Property): boolean => name === property || kind === 'eventually';
  return { ...scenario, properties: scenario.properties.filter(isKept), bounds: (knobs) => scenario.bounds(knobs).filter(isKept) };
}
