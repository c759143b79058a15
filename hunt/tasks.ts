/** What the main thread asks of a worker, and what it answers. Plain data: it crosses threads. */
import type { Failure } from '../sim/hosts/failure.ts';
import type { Counters } from '../sim/world/counters.ts';
import type { Picture } from '../properties/linearizability/picture/picture.ts';
import type { Blame } from './cause/blame.ts';
import type { Drift } from './nearby.ts';
import type { ReplayVerdict } from './replay.ts';
import type { ByStrategy } from './strategies/by-strategy.ts';
import type { Sightings } from './strategies/saturation.ts';
import type { DrawnRun, Memory, StrategyName } from './strategies/strategy.ts';
import type { StoryLine } from './story-line.ts';
import type { Curve } from './cause/when.ts';

/** What ends a campaign before its time: nothing, the first failure of whatever kind, or the first that shows the deliberate bug (or is one of the correct code). */
export type Bail = 'never' | 'failure' | 'detection';

/** Where a scenario is found: among our own, or in a bundle of the user's file. */
export type ScenarioRef =
  | { readonly kind: 'builtin'; readonly name: string; readonly codeHash: string }
  /** `name`: the file's path relative to the working folder, with forward slashes; `bundle`: URL of the compiled module. */
  | { readonly kind: 'file'; readonly name: string; readonly bundle: string; readonly codeHash: string };

export type Task =
  /** Loads a scenario and says what it is. */
  | { readonly kind: 'inspect'; readonly ref: ScenarioRef; readonly mutant: string | null }
  /** Runs seeds from `from` on until `count` are done or `milliseconds` are over; at least one. */
  | {
      readonly kind: 'range';
      readonly ref: ScenarioRef;
      readonly mutant: string | null;
      readonly from: number;
      readonly count: number;
      readonly milliseconds: number;
      readonly checkEvery: number;
      /** How the runs of the seeds are chosen, and what the strategy learnt from the seeds before them in their block. */
      readonly strategy: StrategyName;
      readonly memory: Memory;
      /** The first seed of that block. */
      readonly begins: number;
      /** Says what the seeds showed. */
      readonly covers: boolean;
      /** Ends at the first failure. */
      /** What ends the range before its time. */
      readonly bail: Bail;
    }
  /** Runs one seed, as the strategy does; one that learns has begun at the seed `begins` with this memory, and makes all runs from there on. */
  | {
      readonly kind: 'run';
      readonly ref: ScenarioRef;
      readonly mutant: string | null;
      readonly seed: number;
      readonly checked: boolean;
      readonly strategy: StrategyName;
      readonly begins: number;
      readonly memory: Memory;
    }
  /** Runs so many seeds from `from` on, and chooses those that are worth running again. */
  | { readonly kind: 'distill'; readonly ref: ScenarioRef; readonly from: number; readonly seeds: number }
  /** Shrinks the failure of a capsule, in at most so many runs and (null: any) milliseconds. */
  | { readonly kind: 'shrink'; readonly ref: ScenarioRef; readonly capsule: Uint8Array; readonly runs: number; readonly milliseconds: number | null }
  /** Leaves out each thing of a capsule's plan, in at most so many runs and (null: any) milliseconds. */
  | { readonly kind: 'blame'; readonly ref: ScenarioRef; readonly capsule: Uint8Array; readonly runs: number; readonly milliseconds: number | null }
  /** Plots when the failure of a capsule was decided, within the same limits. */
  | { readonly kind: 'when'; readonly ref: ScenarioRef; readonly capsule: Uint8Array; readonly runs: number; readonly milliseconds: number | null }
  /** Plays a capsule again. */
  | { readonly kind: 'replay'; readonly ref: ScenarioRef; readonly capsule: Uint8Array }
  /** Tells the story of a capsule from a step on. */
  | { readonly kind: 'tell'; readonly ref: ScenarioRef; readonly capsule: Uint8Array; readonly fromStep: number }
  /** Draws the calls of a capsule, if they are not linearizable. */
  | { readonly kind: 'draw'; readonly ref: ScenarioRef; readonly capsule: Uint8Array }
  /** Makes the capsule of a run that was given up before its end: that of a seed in the range from `from` on. */
  | {
      readonly kind: 'giveUp';
      readonly ref: ScenarioRef;
      readonly mutant: string | null;
      readonly seed: number;
      readonly failure: Failure | null;
      readonly strategy: StrategyName;
      readonly memory: Memory;
      readonly from: number;
    };

export interface InspectResult {
  readonly kind: 'inspect';
  readonly title: string;
  /** A run costs seconds. */
  readonly heavy: boolean;
  /** Its seeds draw faults, or what clients ask for. */
  readonly draws: boolean;
  /** How many nodes it has, servers and clients. */
  readonly nodes: number;
  /** A test of the labs: it is there to be passed. */
  readonly isLab: boolean;
  /** Names of the protocols that it runs, and of their families. */
  readonly protocols: readonly string[];
  /** Situations that must be reached within so many seeds. */
  readonly situations: readonly DueSituation[];
  /** Names of the properties that judge its runs, situations left out. */
  readonly properties: readonly string[];
}

/** A situation that must be reached within so many seeds. */
export interface DueSituation {
  readonly name: string;
  readonly within: number;
}

export interface RangeResult {
  readonly kind: 'range';
  readonly from: number;
  /** Seeds run. */
  readonly runs: number;
  readonly runsBy: ByStrategy;
  readonly steps: number;
  /** Seeds run twice, with every step checked. */
  readonly checked: number;
  /** Real time of the worker. */
  readonly milliseconds: number;
  /** CPU time of the worker; null where nobody can tell (before Node 23.9, elsewhere than on Linux). */
  readonly cpuMilliseconds: number | null;
  readonly situations: readonly string[];
  readonly counters: Counters;
  /** What the strategy has learnt. */
  readonly memory: Memory;
  /** What the seeds showed, where that was asked for. */
  readonly sightings: Sightings | null;
  /** The run that took longest; null where none was run. */
  readonly slowest: SlowRun | null;
  /** The failures in order of seeds: the first of each signature. */
  readonly failures: readonly FoundFailure[];
}

/** What is worth running again, and out of what it was chosen. */
export interface DistillResult {
  readonly kind: 'distill';
  /** The best first. Null: its seeds draw nothing, one tells as much as many. */
  readonly chosen: readonly DrawnRun[] | null;
  readonly runs: number;
  readonly steps: number;
  /** Different transitions that they have shown. */
  readonly transitions: number;
  /** The first that failed; it is not among the chosen. */
  readonly failing: { readonly run: DrawnRun; readonly failure: Failure } | null;
}

/** What one run has cost: milliseconds of real time. */
export interface SlowRun {
  /** Of the campaign. */
  readonly seed: number;
  /** The first seed of its block: a strategy that learns has learnt from there on. */
  readonly begins: number;
  /** The file of the distilled runs with which the strategy began there. */
  readonly distilled?: string;
  readonly milliseconds: number;
  readonly steps: number;
}

export interface FoundFailure {
  readonly seed: number;
  readonly failure: Failure;
  /** The run as a capsule, encoded, not shrunk. */
  readonly capsule: Uint8Array;
  /** Seeds of the range that failed in this way. */
  readonly count: number;
  readonly countBy: ByStrategy;
  /** The same run fails in the same way without the deliberate bug: it shows nothing of that. */
  readonly isOfCorrectCode: boolean;
}

export interface RunResult {
  readonly kind: 'run';
  readonly title: string;
  readonly failure: Failure | null;
  readonly steps: number;
  /** Virtual time at the end, in microseconds. */
  readonly time: number;
  readonly hash: string;
  readonly situations: readonly string[];
  readonly counters: Counters;
  /** The run as a capsule, encoded. */
  readonly capsule: Uint8Array;
}

export interface ShrinkResult {
  readonly kind: 'shrink';
  readonly failure: Failure;
  /** The capsule of the smallest plan found, encoded. */
  readonly capsule: Uint8Array;
  readonly runs: number;
  readonly isMinimal: boolean;
  /** Other signatures with which re-draws of it fail. */
  readonly kin: readonly string[];
}

export interface BlameResult {
  readonly kind: 'blame';
  readonly title: string;
  readonly failure: Failure;
  readonly blame: Blame;
  /** All of it in a sentence or two. */
  readonly sentence: string;
}

export interface WhenResult {
  readonly kind: 'when';
  readonly title: string;
  readonly failure: Failure;
  readonly curve: Curve;
  /** What happens in the jump. */
  readonly story: readonly StoryLine[];
}

export interface ReplayResult {
  readonly kind: 'replay';
  readonly title: string;
  readonly verdict: ReplayVerdict;
  /** What is wrong with the run now. */
  readonly failure: Failure | null;
  /** The first step that is not what the capsule recorded. */
  readonly difference: Failure | null;
  /** What did not find its event with the code here. */
  readonly drift: readonly Drift[];
  /** Where the failure was found nearby: that run as a capsule of the code here, encoded. */
  readonly found: Uint8Array | null;
  readonly seed: number;
  readonly steps: number;
  readonly time: number;
  readonly hash: string;
}

export interface TellResult {
  readonly kind: 'tell';
  readonly title: string;
  readonly failure: Failure | null;
  readonly steps: number;
  readonly lines: readonly StoryLine[];
  /** The plan in words, one line each. */
  readonly plan: readonly string[];
}

export interface DrawResult {
  readonly kind: 'draw';
  /** Null: the calls are linearizable. */
  readonly picture: Picture | null;
}

export interface GiveUpResult {
  readonly kind: 'giveUp';
  readonly capsule: Uint8Array;
}

export type TaskResult = InspectResult | RangeResult | RunResult | ShrinkResult | BlameResult | WhenResult | ReplayResult | TellResult | DrawResult | GiveUpResult | DistillResult;

export type TaskKind = Task['kind'];

export type TaskOf<Kind extends TaskKind> = Extract<Task, { readonly kind: Kind }>;

export type ResultOf<Kind extends TaskKind> = Extract<TaskResult, { readonly kind: Kind }>;

/** What a worker posts at the end of a task. */
export type Answer =
  | { readonly kind: 'done'; readonly result: TaskResult }
  /** `isInput`: the user can mend it. */
  | { readonly kind: 'failed'; readonly isInput: boolean; readonly message: string; readonly stack: string };
