/** `--distilled`: runs with which a search begins. */
import { Option } from 'commander';
import { BadInput } from '../hunt/bad-input.ts';
import { readDistilled, type Distilled } from '../hunt/distilled.ts';
import { learning, type StrategyName } from '../hunt/strategies/strategy.ts';

export const distilledOption = (): Option => new Option('--distilled <file>', 'what guided search begins with, and the portfolio: runs that faultline distill has chosen');

/** The runs in the file that was named, if one was. Throws `BadInput` where the strategy has no use for them, or none is of these scenarios. */
export function distilledFor(names: readonly string[], { distilled: path, strategy }: { readonly distilled?: string; readonly strategy: StrategyName }): Distilled | null {
  if (path === undefined) return null;
  if (!learning.has(strategy)) throw new BadInput(`--distilled: the strategy ${strategy} draws each run by itself; those that begin with others are ${[...learning].join(' and ')}`);
  const distilled = readDistilled(path);
  if (!names.some((name) => distilled.runs.has(name))) throw new BadInput(`--distilled: ${path} has no runs of ${names.length === 1 ? names[0] : 'these scenarios'} (files are named from the folder at hand)`);
  return distilled;
}
