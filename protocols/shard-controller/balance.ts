/** Who gets which shard: evenly and with as few moves as can be, or by what the shards cost to serve. Each depends on its arguments alone. */
import { Dictionary } from '../../sim/core/index.ts';
import { nobody } from './configuration.ts';
import type { Assignment, Gid, Shard } from './configuration.ts';

/** Traffic of each shard, in any unit; a shard that is not named has none. */
export type Loads = Dictionary<Shard, number>;

/**
 * Shards as evenly spread as possible, with the fewest moves that lead there: no two groups differ by more than one, a group gives away only
 * what it has too much of, and those with the most shards, who would have the most to give, are the ones that keep one more.
 */
export function balanced(shards: Assignment, groups: readonly Gid[]): Assignment {
  const held = sharesOf(shards, groups);
  const homeless = held.get(nobody) ?? [];
  const members = [...held].filter(([gid]) => gid !== nobody).toSorted(([a, some], [b, others]) => others.length - some.length || a - b);
  if (members.length === 0) return allTo(shards, nobody);
  const least = Math.floor(shards.size / members.length);
  const withOneMore = shards.size % members.length;
  const quotaOf = (rank: number): number => least + (rank < withOneMore ? 1 : 0);
  const loose = [...homeless, ...members.flatMap(([, share], rank) => share.slice(quotaOf(rank)))];
  let after = shards;
  for (const [rank, [gid, share]] of members.entries()) {
    for (const shard of loose.splice(0, Math.max(0, quotaOf(rank) - share.length))) after = after.set(shard, gid);
  }
  return after;
}

/**
 * Shards spread by their traffic: those of nobody go to the idlest group, the heaviest first; then, as long as that helps, the busiest group
 * gives the idlest one the shard that brings the two closest together. A single shard that outweighs everything stays where it is, and
 * the others leave it alone.
 */
export function balancedByLoad(shards: Assignment, groups: readonly Gid[], loads: Loads): Assignment {
  const held = sharesOf(shards, groups);
  const homeless = held.get(nobody) ?? [];
  held.delete(nobody);
  if (held.size === 0) return allTo(shards, nobody);
  const loadOf = (shard: Shard): number => loads.get(shard) ?? 0;
  const members = [...held].map(([gid, share]) => ({ gid, shards: new Set(share), load: share.reduce((sum, shard) => sum + loadOf(shard), 0) }));
  let after = shards;
  const give = (to: Member, shard: Shard): void => {
    after = after.set(shard, to.gid);
    to.shards.add(shard);
    to.load += loadOf(shard);
  };
  for (const shard of homeless.toSorted((a, b) => loadOf(b) - loadOf(a) || a - b)) give(idlestOf(members), shard);
  for (;;) {
    const [busiest, idlest] = [busiestOf(members), idlestOf(members)];
    const shard = bestOf(busiest, idlest, loadOf);
    if (shard === null) return after;
    busiest.shards.delete(shard);
    busiest.load -= loadOf(shard);
    give(idlest, shard);
  }
}

interface Member {
  readonly gid: Gid;
  readonly shards: Set<Shard>;
  load: number;
}

/** Shards of each group, and of nobody, in the order of their numbers; groups in the order of theirs. Those that have left have nothing. */
function sharesOf(shards: Assignment, groups: readonly Gid[]): Map<Gid, Shard[]> {
  const held = new Map<Gid, Shard[]>([nobody, ...groups.toSorted((a, b) => a - b)].map((gid) => [gid, []]));
  for (const shard of [...shards.keys()].toSorted((a, b) => a - b)) (held.get(shards.get(shard) ?? nobody) ?? held.get(nobody))?.push(shard);
  return held;
}

const allTo = (shards: Assignment, gid: Gid): Assignment => Dictionary.from([...shards.keys()].map((shard) => [shard, gid] as const));

/** Where loads are equal, the fewer shards; then the smaller number. */
const idlestOf = (members: readonly Member[]): Member => first(members, (a, b) => a.load - b.load || a.shards.size - b.shards.size || a.gid - b.gid);

const busiestOf = (members: readonly Member[]): Member => first(members, (a, b) => b.load - a.load || b.shards.size - a.shards.size || a.gid - b.gid);

const first = (members: readonly Member[], order: (a: Member, b: Member) => number): Member => members.reduce((best, member) => (order(member, best) < 0 ? member : best));

/** The shard whose move leaves the busier of the two with the least; null: each move would make it worse, or leave it as it is. */
function bestOf(busiest: Member, idlest: Member, loadOf: (shard: Shard) => number): Shard | null {
  let best: { readonly shard: Shard; readonly peak: number } | null = null;
  for (const shard of busiest.shards) {
    const load = loadOf(shard);
    const peak = Math.max(busiest.load - load, idlest.load + load);
    const helps = load > 0 && peak < (best?.peak ?? busiest.load);
    if (helps || (best !== null && peak === best.peak && shard < best.shard)) best = { shard, peak };
  }
  return best?.shard ?? null;
}
