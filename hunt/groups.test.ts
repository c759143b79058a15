import { describe, expect, test } from 'vitest';
import { signatureOf } from '../sim/hosts/failure.ts';
import { allBuiltins } from '../scenarios/catalogue.ts';
import { groupsOf, type Grouped } from './groups.ts';
import { kinOf } from './kin.ts';
import { runSeed } from './run.ts';
import { findMutant } from './testing/planted.ts';

describe('findings are grouped', () => {
  const sizes = (findings: readonly Grouped[]): readonly number[] => groupsOf(findings).map(({ length }) => length);

  test('by signature, wherever they were found', () => {
    expect(sizes([{ signature: 'a' }, { signature: 'b' }, { signature: 'a' }])).toEqual([2, 1]);
  });

  test('across signatures where one run shows both, over several steps, and over one that was not found itself', () => {
    expect(sizes([{ signature: 'a', kin: ['b'] }, { signature: 'b' }, { signature: 'c' }])).toEqual([2, 1]);
    expect(sizes([{ signature: 'a' }, { signature: 'b', kin: ['a', 'c'] }, { signature: 'c' }])).toEqual([3]);
    expect(sizes([{ signature: 'a', kin: ['x'] }, { signature: 'b', kin: ['x'] }, { signature: 'c', kin: ['b'] }])).toEqual([3]);
  });

  test('apart where one property was broken in protocols that have nothing in common', () => {
    const [kv, lock, raft] = [['server', 'clerk'], ['server', 'lock'], ['replica']];
    expect(sizes([{ signature: 'a', protocols: kv }, { signature: 'a', protocols: raft }])).toEqual([1, 1]);
    expect(sizes([{ signature: 'a', protocols: kv }, { signature: 'a', protocols: lock }])).toEqual([2]);
    expect(sizes([{ signature: 'a', protocols: raft }, { signature: 'b', protocols: kv, kin: ['a'] }, { signature: 'a', protocols: lock }])).toEqual([1, 2]);
    // Nobody knows of which protocol a capsule is that was kept before.
    expect(sizes([{ signature: 'a', protocols: raft }, { signature: 'a' }])).toEqual([2]);
  });

  test('in the order in which they were given', () => {
    expect(groupsOf([{ signature: 'b' }, { signature: 'a' }, { signature: 'b' }]).map(([first]) => first?.signature)).toEqual(['b', 'a']);
  });
});

/** No clock decides it. */
const aWhile = 300_000;

describe('50 failing seeds', () => {
  const bugs = [
    ['KV-05', 'kv/append'],
    ['KV-09', 'kv/versioned'],
    ['LOCK-22', 'lock/contended'],
    ['MR-29', 'mapreduce/local'],
    ['RAFT-LOG-21', 'raft/five-servers'],
  ] as const;

  test('of five bugs are at most six groups', async () => {
    const builtins = await allBuiltins();
    const findings = bugs.flatMap(([id, name]) => {
      const [scenario, mutant] = [builtins[name], findMutant(id)];
      if (scenario === undefined) throw new RangeError(`there is no ${name}`);
      const found: Grouped[] = [];
      for (let seed = 0; found.length < 10; seed++) {
        const report = runSeed(scenario, seed, { mutant, hashed: false });
        // As in a campaign, the first of each signature is looked at more closely.
        if (report.failure === null) continue;
        const signature = signatureOf(report.failure);
        const isFirst = found.every((other) => other.signature !== signature);
        found.push({ signature, ...(isFirst ? { kin: kinOf(scenario, report, { mutant, runs: 10 }) } : {}) });
      }
      return found;
    });
    expect(findings).toHaveLength(50);
    const groups = groupsOf(findings);
    expect(groups.length).toBeGreaterThanOrEqual(4);
    expect(groups.length).toBeLessThanOrEqual(6);
  }, aWhile);
});
