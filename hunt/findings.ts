import type { Finding } from './campaign-report.ts';
import { sumBy } from './strategies/by-strategy.ts';

type Key = Pick<Finding, 'scenario' | 'signature'>;

/** The ways in which scenarios failed: one finding for each signature. */
export class Findings {
  private readonly found = new Map<string, Finding>();

  get all(): readonly Finding[] {
    return [...this.found.values()];
  }

  get size(): number {
    return this.found.size;
  }

  /** True where the failure is a new one. The first failing seed is the lowest. */
  record(finding: Finding): boolean {
    const key = keyOf(finding);
    const known = this.found.get(key);
    this.found.set(key, known === undefined ? finding : together(known, finding));
    return known === undefined;
  }

  /** What has become known of a finding since. */
  amend(which: Key, change: Partial<Finding>): void {
    const key = keyOf(which);
    const known = this.found.get(key);
    if (known !== undefined) this.found.set(key, { ...known, ...change });
  }
}

function together(known: Finding, more: Finding): Finding {
  const countBy = sumBy([known.countBy ?? {}, more.countBy ?? {}]);
  return { ...known, count: known.count + more.count, countBy, firstSeed: Math.min(known.firstSeed, more.firstSeed) };
}

const keyOf = ({ scenario, signature }: Key): string => `${scenario}\n${signature}`;
