import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dictionary } from '../../sim/core/index.ts';
import { balanced, balancedByLoad, nobody } from './index.ts';
import type { Assignment, Gid, Loads } from './index.ts';

const assigned = (gids: readonly Gid[]): Assignment => Dictionary.from(gids.map((gid, shard) => [shard, gid] as const));
const listed = (shards: Assignment): readonly Gid[] => Array.from({ length: shards.size }, (_, shard) => shards.get(shard) ?? nobody);
const movesBetween = (before: Assignment, after: Assignment): number => listed(before).filter((gid, shard) => gid !== after.get(shard)).length;
const sharesOf = (shards: Assignment, groups: readonly Gid[]): readonly number[] => groups.map((gid) => listed(shards).filter((owner) => owner === gid).length);

function isEven(shares: readonly number[]): boolean {
  return Math.max(...shares) - Math.min(...shares) <= 1;
}

/** The fewest moves to any even assignment, by trying them all. */
function fewestMoves(before: Assignment, groups: readonly Gid[]): number {
  let fewest = Infinity;
  const shares = new Map(groups.map((gid) => [gid, 0]));
  const owners = listed(before);
  const tryFrom = (shard: number, moves: number): void => {
    if (shard === owners.length) {
      if (isEven([...shares.values()])) fewest = Math.min(fewest, moves);
      return;
    }
    for (const gid of groups) {
      shares.set(gid, (shares.get(gid) ?? 0) + 1);
      tryFrom(shard + 1, moves + (owners[shard] === gid ? 0 : 1));
      shares.set(gid, (shares.get(gid) ?? 0) - 1);
    }
  };
  tryFrom(0, 0);
  return fewest;
}

/** Some shards, each somebody's, or of a group that is gone, or nobody's; and the groups that there are now. */
const someCase = fc.record({
  before: fc.array(fc.nat(5), { minLength: 1, maxLength: 7 }).map(assigned),
  groups: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
});

describe('the even policy', () => {
  test('spreads shards "as evenly as possible", and moves "as few shards as possible": no assignment does better', () => {
    fc.assert(
      fc.property(someCase, ({ before, groups }) => {
        const after = balanced(before, groups);
        expect(isEven(sharesOf(after, groups))).toBe(true);
        expect(movesBetween(before, after)).toBe(fewestMoves(before, groups));
      }),
    );
  });

  test('depends on nothing but its arguments: not on the order in which groups and shards have come', () => {
    fc.assert(
      fc.property(someCase, ({ before, groups }) => {
        const reversed = Dictionary.from([...before].toReversed());
        expect(listed(balanced(reversed, groups.toReversed()))).toEqual(listed(balanced(before, groups)));
      }),
    );
  });

  test('leaves an even assignment alone', () => {
    const even = assigned([1, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(balanced(even, [1, 2, 3])).toBe(even);
  });

  test('lets those with the most shards keep one more than the others', () => {
    expect(listed(balanced(assigned([2, 2, 2, 2, 1, 1, 1, 1, 1, 1]), [1, 2, 3]))).toEqual([2, 2, 2, 3, 1, 1, 1, 1, 3, 3]);
  });

  test('gives all shards to nobody where there is no group', () => {
    expect(listed(balanced(assigned([1, 2, 1]), []))).toEqual([nobody, nobody, nobody]);
  });
});

const loaded = (loads: readonly number[]): Loads => Dictionary.from(loads.map((load, shard) => [shard, load] as const));

/** Traffic of each group. */
const trafficOf = (shards: Assignment, groups: readonly Gid[], loads: readonly number[]): readonly number[] =>
  groups.map((gid) => listed(shards).reduce((sum, owner, shard) => sum + (owner === gid ? (loads[shard] ?? 0) : 0), 0));

describe('the policy that weighs shards by their traffic', () => {
  test('moves a hot shard away from another one, though both groups have as many', () => {
    const before = assigned([1, 1, 2, 2]);
    expect(listed(balancedByLoad(before, [1, 2], loaded([90, 80, 5, 5])))).toEqual([1, 2, 2, 2]);
  });

  test('lets a shard that outweighs all others alone, and moves these away', () => {
    const before = assigned([1, 1, 2, 2]);
    expect(listed(balancedByLoad(before, [1, 2], loaded([900, 80, 5, 5])))).toEqual([1, 2, 2, 2]);
  });

  test('gives the shards of nobody to the idlest, the heaviest first', () => {
    expect(listed(balancedByLoad(assigned([1, nobody, nobody]), [1, 2], loaded([10, 20, 5])))).toEqual([1, 2, 1]);
  });

  test('never raises the highest traffic of a group, and stops where no single move lowers it', () => {
    const traffic = fc.array(fc.nat(20), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 8, maxLength: 8 }), traffic, (owners, loads) => {
        const groups = [1, 2, 3];
        const after = balancedByLoad(assigned(owners), groups, loaded(loads));
        const peak = (shards: Assignment): number => Math.max(...trafficOf(shards, groups, loads));
        expect(peak(after)).toBeLessThanOrEqual(peak(assigned(owners)));
        const traffics = trafficOf(after, groups, loads);
        const idlest = Math.min(...traffics);
        if (traffics.filter((traffic) => traffic === peak(after)).length > 1) return;
        for (const [shard, owner] of listed(after).entries()) {
          const [load, from] = [loads[shard] ?? 0, traffics[groups.indexOf(owner)] ?? 0];
          if (from === peak(after) && load > 0) expect(idlest + load).toBeGreaterThanOrEqual(from);
        }
      }),
    );
  });
});
