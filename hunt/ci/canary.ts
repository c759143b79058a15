/** Canaries: planted bugs that a hunt must find in a moment. Where it does not, its silence about the correct code says nothing. */
import { BadInput } from '../bad-input.ts';
import type { CampaignReport, Effort, Finding } from '../campaign-report.ts';
import { Campaign } from '../campaign.ts';
import { detectionIn, falseAlarmIn } from '../detection.ts';
import { findMutant } from '../find-mutant.ts';
import { performOrLose } from '../lost-runs.ts';
import { Pool, WorkerLost } from '../pool.ts';
import type { ScenarioRef } from '../tasks.ts';
import type { Canary } from './outcome.ts';

export interface CanaryOptions {
  readonly refs: readonly ScenarioRef[];
  /** Real time for each. */
  readonly milliseconds: number;
  readonly from: number;
  readonly workers: number;
  readonly patience: number;
}

/** Hunts planted bugs, one after another. */
export class Canaries {
  private readonly options: CanaryOptions;
  private campaign: Campaign | null = null;
  private stopped = false;
  /** What came up on the way, and is wrong with the correct code. */
  readonly falseAlarms: Finding[] = [];

  constructor(options: CanaryOptions) {
    this.options = options;
  }

  /** Ends the hunt for the one that is out, and lets no other out. */
  stop(): void {
    this.stopped = true;
    this.campaign?.stop();
  }

  /** Throws `BadInput` where none of the scenarios runs the protocol that the bug is in. */
  async release(id: string): Promise<Canary> {
    const { title } = await findMutant(id);
    const pool = new Pool({ workers: this.options.workers, patience: this.options.patience });
    try {
      const refs = await this.placesOf(id, pool);
      if (this.stopped) return { mutant: id, title, property: null, isFound: null, effort: nothing };
      this.campaign = this.campaignOf(id, refs, pool);
      const report = await this.campaign.run();
      this.falseAlarms.push(...report.findings.filter(({ isOfCorrectCode = false }) => isOfCorrectCode).map(asOfCorrectCode));
      return canaryOf(id, title, report);
    } finally {
      await pool.close();
    }
  }

  /** The scenarios that run the protocol of the bug; those whose runs cost seconds only where there are no others. */
  private async placesOf(id: string, pool: Pool): Promise<readonly ScenarioRef[]> {
    const looked = await Promise.all(this.options.refs.map(async (ref) => ({ ref, facts: await inspectWith(id, ref, pool) })));
    const places = looked.filter(({ facts }) => facts !== null);
    if (places.length === 0 && !this.stopped) throw new BadInput(`the canary ${id} is a bug of the protocol '${(await findMutant(id)).protocol}', which none of the scenarios here runs`);
    const light = places.filter(({ facts }) => facts?.heavy === false);
    return (light.length > 0 ? light : places).map(({ ref }) => ref);
  }

  private campaignOf(mutant: string, refs: readonly ScenarioRef[], pool: Pool): Campaign {
    const { milliseconds, from, workers, patience } = this.options;
    // Nothing of it is kept: the bug is known.
    const shape = { seeds: null, sparesHeavy: true, checkEvery: 0, bail: 'detection', shrinkRuns: 0, kept: [], keep: () => 'not kept' } as const;
    return new Campaign({ ...shape, refs, milliseconds, from, workers, patience, mutant }, pool);
  }
}

async function inspectWith(mutant: string, ref: ScenarioRef, pool: Pool): Promise<{ readonly heavy: boolean } | null> {
  try {
    const facts = await performOrLose(pool, { kind: 'inspect', ref, mutant });
    return facts instanceof WorkerLost ? null : facts;
  } catch (error) {
    // It does not run the protocol. What else is wrong with it, the hunt itself will say.
    if (error instanceof BadInput) return null;
    throw error;
  }
}

const nothing: Effort = { seeds: 0, steps: 0, milliseconds: 0, cpuMilliseconds: null };

/** Its capsule speaks of the planted bug, and was not kept: the seed does as well. */
const asOfCorrectCode = (finding: Finding): Finding => ({ ...finding, capsule: null, isOfCorrectCode: false });

function canaryOf(mutant: string, title: string, { findings, tallies, stopped }: CampaignReport): Canary {
  const finding = detectionIn(findings);
  const isUndecided = stopped || falseAlarmIn(findings) !== null;
  const sum = (of: (tally: CampaignReport['tallies'][number]) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  const effort = finding?.after ?? { seeds: sum(({ runs }) => runs), steps: sum(({ steps }) => steps), milliseconds: sum(({ milliseconds }) => milliseconds), cpuMilliseconds: null };
  return { mutant, title, property: finding?.failure.property ?? null, isFound: finding !== null ? true : isUndecided ? null : false, effort };
}
