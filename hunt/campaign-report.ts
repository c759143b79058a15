/** What a campaign has found so far. */
import type { Failure } from '../sim/hosts/failure.ts';
import type { Counters } from '../sim/world/counters.ts';
import type { ReplayVerdict } from './replay.ts';
import type { ByStrategy } from './strategies/by-strategy.ts';
import type { DueSituation, SlowRun } from './tasks.ts';

/** One way in which a scenario failed. */
export interface Finding {
  readonly scenario: string;
  readonly signature: string;
  readonly failure: Failure;
  /** Of the run that was kept. */
  readonly seed: number;
  /** The lowest seed that failed in this way. */
  readonly firstSeed: number;
  /** Seeds that failed in this way. */
  readonly count: number;
  /** Those of them whose strategy is known: not kept failures that were tried again, nor runs that never came back. Left out: none. */
  readonly countBy?: ByStrategy;
  /** Where its capsule is; null where it could not be made. */
  readonly capsule: string | null;
  /** Null where it was not shrunk. */
  readonly shrunk: Shrunken | null;
  /** Of the whole campaign, up to the range that found it. */
  readonly after: Effort;
  /** A deliberate bug was hunted, and the same run fails in the same way without it. Left out: it does not, or there was none. */
  readonly isOfCorrectCode?: boolean;
  /** Signatures with which re-draws of the shrunk run fail; left out where that was not tried. */
  readonly kin?: readonly string[];
  /** Names of the protocols that the scenario runs, and of their families; left out where nobody knows them. */
  readonly protocols?: readonly string[];
}

/** What a campaign has spent. Milliseconds are those of all workers together. */
export interface Effort {
  readonly seeds: number;
  readonly steps: number;
  /** Real time. */
  readonly milliseconds: number;
  /** CPU time; null where nobody can tell (before Node 23.9, elsewhere than on Linux). */
  readonly cpuMilliseconds: number | null;
}

/** Steps of the shrunk run, and things left in its plan. */
export interface Shrunken {
  readonly steps: number;
  readonly size: number;
  /** Requests, faults and deviations; null where there are scripts. */
  readonly moves: number | null;
  /** Every single removal has been tried in vain. */
  readonly isMinimal: boolean;
}

/** What has been run of one scenario, and what was seen in it. */
export interface ScenarioTally {
  readonly name: string;
  /** Its file, from the current folder; null: it is a built-in one. */
  readonly file: string | null;
  readonly title: string;
  readonly runs: number;
  /** By the strategy that chose them: runs that never came back are not among them. */
  readonly runsBy: ByStrategy;
  readonly steps: number;
  /** Seeds run twice, with every step checked. */
  readonly checked: number;
  /** Real time of workers, in milliseconds. */
  readonly milliseconds: number;
  /** Their CPU time, in milliseconds; null where nobody can tell (before Node 23.9, elsewhere than on Linux). */
  readonly cpuMilliseconds: number | null;
  readonly counters: Counters;
  readonly reached: ReadonlySet<string>;
  /** Different features that its runs have shown (see `Coverage`); 0 where that was not measured. */
  readonly features: number;
  /** How likely the next seed is to show a new one, from 0 to 1 (see `Saturation`); null where that was not measured. */
  readonly chance: number | null;
  /** Situations that must be reached within so many seeds. */
  readonly situations: readonly DueSituation[];
  /** Names of the properties that judge its runs. */
  readonly properties: readonly string[];
  /** The runs that took longest, the slowest first. */
  readonly slowest: readonly SlowRun[];
  /** Situations that were due within the seeds run, and were not reached. */
  readonly missed: readonly string[];
}

/** A kept capsule that was tried, and what became of it. */
export interface KeptVerdict {
  readonly path: string;
  readonly scenario: string;
  readonly verdict: ReplayVerdict;
}

/** A run that was under way when the campaign was stopped. */
export interface Interrupted {
  readonly scenario: string;
  readonly seed: number;
  readonly milliseconds: number;
  /** Kept where the run had taken long: it may be one that never ends. */
  readonly capsule: string | null;
}

/** The state of a campaign, or its result once it is over. Real time in milliseconds. */
export interface CampaignReport {
  readonly tallies: readonly ScenarioTally[];
  readonly findings: readonly Finding[];
  readonly kept: readonly KeptVerdict[];
  readonly interrupted: readonly Interrupted[];
  /** It was stopped before its end. */
  readonly stopped: boolean;
  /** Why a capsule could not be stored; null: all were. */
  readonly unkept: string | null;
  /** Failures that are being shrunk now. */
  readonly shrinking: number;
  /** Real time so far. */
  readonly milliseconds: number;
}
