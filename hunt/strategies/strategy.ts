/**
 * How a hunt chooses the runs of its seeds. Whatever the strategy, a run is a seed and a plan: its failure is a capsule like any other.
 *
 * Seeds of a campaign come in blocks (see `Lane`). A strategy that learns does so within a block, seed by seed in order, and begins the next one as
 * it began the first: the same strategy, scenario and seeds make the same runs, however many workers share the blocks.
 */
import type { Plan } from '../../sim/world/plan.ts';

/** The names of the strategies: the first is the default of a hunt. */
export const strategyNames = ['swarm', 'all-on', 'uniform', 'milestones', 'pct', 'guided', 'portfolio'] as const;

/** One of `strategyNames`. */
export type StrategyName = (typeof strategyNames)[number];

/** Those that choose runs themselves, alone or in a portfolio. */
export type MemberName = Exclude<StrategyName, 'portfolio'>;

/** Those that draw a plan for each seed, whatever came of the seeds before. */
export type DrawnName = Exclude<MemberName, 'guided'>;

/** All of them. */
export const drawnNames: readonly DrawnName[] = ['swarm', 'all-on', 'uniform', 'milestones', 'pct'];

/** A run that one of these makes of a seed. */
export interface DrawnRun {
  readonly by: DrawnName;
  readonly seed: number;
}

/** Those for which a run depends on what the seeds before it in its block have shown. */
export const learning: ReadonlySet<StrategyName> = new Set(['guided', 'portfolio'] as const);

/** A run to be made. Its seed may be another one than that of the campaign it stands for. */
export interface Trial {
  readonly seed: number;
  readonly plan: Plan;
  /** Who chose it. */
  readonly by: MemberName;
}

/** Chooses the runs of one scenario. Same seeds in the same order, with the same lessons, same runs. */
export interface Strategy {
  /** Does it learn from what runs show? Where not, `learn` need not be called, and seeds may come in any order. */
  readonly learns: boolean;
  /** The run for a seed of the campaign. */
  next(seed: number): Trial;
  /** What the run showed (see `Coverage`), before the next one is asked for. */
  learn(trial: Trial, features: ReadonlySet<number>): void;
  /** All that it has learnt. */
  readonly memory: Memory;
}

/** Runs that were distilled (see `distill`), the best first, and the file in which they stand. */
export interface DistilledFirst {
  readonly path: string;
  readonly first: readonly DrawnRun[];
}

/** What a strategy has learnt in a block of seeds, as plain data: it goes on from there, perhaps in another thread. Null: nothing. */
export type Memory = {
  /** With which its block began: those that are still to be made. Null: with none. */
  readonly distilled: DistilledFirst | null;
  /** How many runs have shown each feature (see `Sights`); null: there was none yet. */
  readonly sights: Uint8Array | null;
  readonly kept: readonly Kept[];
  /** So many in a hundred of the features of late runs had been shown by none before. */
  readonly novelty: number;
} | null;

/** Of a strategy that begins with these runs. */
export const beginningWith = (distilled: DistilledFirst | null): Memory => (distilled === null ? null : { distilled, sights: null, kept: [], novelty: 100 });

/** A plan that showed something new. */
export interface Kept {
  readonly seed: number;
  readonly plan: Plan;
  /** So many in a hundred of the features of its run had been shown by none before. */
  readonly novelty: number;
  /** Some of these, as places of `Sights`. At least one. */
  readonly firsts: readonly number[];
  /** How often it has been changed. */
  readonly chosen: number;
}
