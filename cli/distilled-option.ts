/** `--distilled`: runs with which a search begins. */
import { Option } from 'commander';
import { BadInput } from '../hunt/bad-input.ts';
import { readDistilled, type Distilled } from '../hunt/distilled.ts';
import { learning, type StrategyName } from '../hunt/strategies/strategy.ts';

export const distilledOption = (): Option => new Option('--distilled <file>', 'what guided search begins with, and the portfolio: runs that faultline distill has chosen');

/** The runs in the file that was named, if one was. Throws `BadInput` where the strategy has no use for them. */
export function distilledFor({ distilled: path, strategy }: { readonly distilled?: string; readonly strategy: StrategyName }): Distilled | null {
  if (path === undefined) return null;
  if (!learning.has(strategy)) throw new BadInput(`--distilled: the strategy ${strategy} draws each run by itself; those that begin with others are ${[...learning].join(' and ')}`);
  return readDistilled(path);
}
