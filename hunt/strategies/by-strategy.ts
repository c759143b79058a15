/** Counts by the strategy that chose the runs: of a portfolio, by its members. */
import { strategyNames, type MemberName } from './strategy.ts';

/** Left out: none. */
export type ByStrategy = Readonly<Partial<Record<MemberName, number>>>;

/** Those that choose runs themselves. */
export const memberNames: readonly MemberName[] = strategyNames.filter((name) => name !== 'portfolio');

export function sumBy(all: readonly ByStrategy[]): ByStrategy {
  const sums = memberNames.map((name) => [name, all.reduce((sum, counts) => sum + (counts[name] ?? 0), 0)] as const);
  return Object.fromEntries(sums.filter(([, sum]) => sum > 0));
}

/** All of them together. */
export const totalOf = (counts: ByStrategy): number => memberNames.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
