/** The command that makes one run of a campaign again. */
import { learning, type StrategyName } from '../strategies/strategy.ts';

/** Which run: `begins` is the first seed of its block. */
interface RunAgain {
  readonly seed: number;
  readonly begins: number;
  readonly strategy: StrategyName;
  /** The file of the distilled runs with which it began; null: none. */
  readonly distilled: string | null;
  readonly mutant: string | null;
}

/** The words behind `faultline`. What a strategy has learnt on the way to a seed, it learns again. */
export function runWords(scenario: string, { seed, begins, strategy, distilled, mutant }: RunAgain): readonly [verb: string, ...words: readonly string[]] {
  const how = strategy === 'swarm' ? [] : ['--strategy', strategy, ...(learning.has(strategy) && begins < seed ? ['--from', String(begins)] : []), ...(distilled === null ? [] : ['--distilled', distilled])];
  return ['run', scenario, '--seed', String(seed), ...how, ...(mutant === null ? [] : ['--mutant', mutant])];
}
