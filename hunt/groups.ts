/** Findings by bug, as far as can be told from outside: a bug is found in many scenarios, and breaks more than one property. */
import type { Finding } from './campaign-report.ts';

/** What it takes to tell which findings belong together. */
export type Grouped = Pick<Finding, 'signature' | 'kin' | 'protocols'>;

/**
 * The same signature is the same bug where one protocol, or one family of them, is run by both: two protocols that have nothing in common may break one property, each by a
 * bug of its own. Two signatures are the same bug where a re-draw of the one's run shows the other (`kinOf`). Both can err: two bugs of one protocol may break one property.
 * The first of a group is the first that was given; so are the groups.
 */
export function groupsOf<Item extends Grouped>(findings: readonly Item[]): readonly (readonly Item[])[] {
  const bugs = new Bugs();
  const bugOf = new Map(findings.map((finding) => [finding, bugs.seen(finding)]));
  for (const finding of findings) {
    const { kin = [], protocols } = finding;
    for (const signature of kin) bugs.join(bugOf.get(finding) ?? 0, bugs.seen({ signature, ...(protocols === undefined ? {} : { protocols }) }));
  }
  const groups = new Map<number, Item[]>();
  for (const [finding, bug] of bugOf) {
    const group = groups.get(bugs.of(bug)) ?? [];
    groups.set(bugs.of(bug), [...group, finding]);
  }
  return [...groups.values()];
}

/** A signature, and the protocols in which it was seen; left out where nobody knows them. */
type Sight = Pick<Grouped, 'signature' | 'protocols'>;

/** Sights that belong together: each leads to another one of its bug, the last to itself. */
class Bugs {
  private readonly sights: Sight[] = [];
  private readonly next: number[] = [];

  /** The number of a sight, joined with those before it that are the same bug. */
  seen(sight: Sight): number {
    const number = this.sights.push(sight) - 1;
    this.next.push(number);
    for (const [other, before] of this.sights.slice(0, number).entries()) if (isSame(before, sight)) this.join(other, number);
    return number;
  }

  of(number: number): number {
    const next = this.next[number] ?? number;
    return next === number ? number : this.of(next);
  }

  join(left: number, right: number): void {
    this.next[this.of(left)] = this.of(right);
  }
}

function isSame(left: Sight, right: Sight): boolean {
  if (left.signature !== right.signature) return false;
  const { protocols } = right;
  return left.protocols === undefined || protocols === undefined || left.protocols.some((protocol) => protocols.includes(protocol));
}
