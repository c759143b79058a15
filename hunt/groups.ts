/** Findings by bug, as far as can be told from outside: a bug is found in many scenarios, and breaks more than one property. */
import type { Finding } from './campaign-report.ts';

/** What it takes to tell which findings belong together. */
export type Grouped = Pick<Finding, 'signature' | 'kin'>;

/**
 * The same signature is the same bug, wherever it is found; and so are two signatures, one of which a re-draw of the other's run shows (`kinOf`). Both can err: two
 * bugs may break one property. The first of a group is the first that was given; so are the groups.
 */
export function groupsOf<Item extends Grouped>(findings: readonly Item[]): readonly (readonly Item[])[] {
  const bugs = new Bugs();
  for (const { signature, kin = [] } of findings) for (const other of kin) bugs.join(signature, other);
  const groups = new Map<string, Item[]>();
  for (const finding of findings) {
    const group = groups.get(bugs.of(finding.signature)) ?? [];
    groups.set(bugs.of(finding.signature), [...group, finding]);
  }
  return [...groups.values()];
}

/** Signatures that belong together: each leads to another one of its bug, the last to itself. */
class Bugs {
  private readonly next = new Map<string, string>();

  of(signature: string): string {
    const next = this.next.get(signature);
    return next === undefined ? signature : this.of(next);
  }

  join(left: string, right: string): void {
    const [from, to] = [this.of(left), this.of(right)];
    if (from !== to) this.next.set(from, to);
  }
}
