import type { Finding } from './campaign-report.ts';
import type { Capsule } from '../sim/world/capsule.ts';
import type { StrategyName } from './strategies/strategy.ts';
import type { CampaignEvent } from './campaign-event.ts';
import type { Distilled } from './distilled.ts';
import type { Shard } from './fleet/shard.ts';
import type { Bail, ScenarioRef } from './tasks.ts';

/** What to hunt, for how long, with how many worker threads. Real time in milliseconds. */
export interface CampaignOptions {
  readonly refs: readonly ScenarioRef[];
  /** Seeds of each scenario; null: as many as the time allows. */
  readonly seeds: number | null;
  /** Give scenarios whose runs cost seconds only one in a hundred of the seeds. */
  readonly sparesHeavy: boolean;
  /** Time for new seeds, in milliseconds; null: until the seeds are done. */
  readonly milliseconds: number | null;
  /** By which clock that is measured. `cpu`: on a CPU, all workers together, where that is known. Default: real. */
  readonly clock?: 'real' | 'cpu';
  /** The first seed. */
  readonly from: number;
  /** The part of the seeds that this machine runs; default: all of them. */
  readonly shard?: Shard | null;
  readonly workers: number;
  /** A single run that takes longer is a finding, in milliseconds of real time. */
  readonly patience: number;
  /** Id of the mutant to hunt; null: the correct code. */
  readonly mutant: string | null;
  /** How the runs of the seeds are chosen. Default: `swarm`. */
  readonly strategy?: StrategyName;
  /** Runs with which a strategy that learns begins its search of each scenario. Default: none. */
  readonly distilled?: Distilled;
  /** Measure how likely the next seed is to show something new. Default: no. */
  readonly covers?: boolean;
  /** End a scenario once that chance (0 to 1) has come down to this; null, the default: never. Needs `covers`. */
  readonly untilChance?: number | null;
  /** One in so many seeds is run twice, with every step checked; 0: none. */
  readonly checkEvery: number;
  readonly bail: Bail;
  /** Most runs to spend on shrinking one failure; 0: keep it as it is. */
  readonly shrinkRuns: number;
  /** Capsules of earlier campaigns: tried first, and shrunk where that was not done. */
  readonly kept: readonly KeptCapsule[];
  /** Failures that came up before the campaign. */
  readonly known?: readonly Finding[];
  /** Stores a capsule and says where. Throws a `CorpusError` where it cannot. */
  keep(capsule: Capsule): string;
  /** Hears of everything at once. Must not throw. */
  observe?(event: CampaignEvent): void;
}

/** A capsule of an earlier campaign, and where its file is. */
export interface KeptCapsule {
  readonly path: string;
  readonly ref: ScenarioRef;
  readonly capsule: Capsule;
}
