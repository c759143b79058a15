/** What a campaign tells at once, so that nothing is lost where it is killed. */
import type { Failure } from '../sim/hosts/failure.ts';
import type { CampaignReport, Finding, KeptVerdict, ScenarioTally } from './campaign-report.ts';
import type { SeedRange } from './fleet/shard.ts';
import type { RangeResult } from './tasks.ts';

/** A scenario of a campaign, and the seeds of it that are to be run here. */
export interface PlannedScenario extends ScenarioTally {
  readonly planned: SeedRange;
}

export type CampaignEvent =
  /** The scenarios are loaded. */
  | { readonly kind: 'begun'; readonly lanes: readonly PlannedScenario[] }
  /** A kept capsule has been tried. */
  | { readonly kind: 'kept'; readonly verdict: KeptVerdict }
  /** A range of seeds has been run. */
  | { readonly kind: 'ran'; readonly scenario: string; readonly result: RangeResult }
  /** A run did not come back. */
  | { readonly kind: 'lost'; readonly scenario: string; readonly seed: number; readonly failure: Failure }
  /** A new way of failing: its capsule, if it has one, is on the disk. */
  | { readonly kind: 'found'; readonly finding: Finding }
  /** A finding has become as small as it gets. */
  | { readonly kind: 'shrunk'; readonly finding: Finding }
  | { readonly kind: 'ended'; readonly report: CampaignReport };
