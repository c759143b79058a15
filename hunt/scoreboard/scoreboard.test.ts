import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StrategyName } from '../strategies/strategy.ts';
import { barsOf } from './bars.ts';
import { pageOf, plotOf, Records, summaryRows, type CampaignRecord } from './index.ts';
import { Survival } from './survival.ts';

const recordWith = (change: Partial<CampaignRecord> = {}): CampaignRecord => ({
  mutant: 'KV-11',
  hardness: 'easy',
  strategy: 'swarm',
  from: 0,
  found: true,
  seconds: 0.5,
  seeds: 10,
  events: 1_000,
  scenario: 'kv/versioned',
  property: 'linearizable (kvv)',
  moves: null,
  scheduleSize: null,
  ...change,
});

describe('times of which some are only known to be longer', () => {
  // Kaplan and Meier 1958, section 2: deaths at 0.8, 3.1, 5.4, 9.2, losses at 1.0, 2.7, 7.0, 12.1; P(t) after each death.
  const spans = [0.8, 3.1, 5.4, 9.2].map((seconds) => ({ seconds, found: true })).concat([1.0, 2.7, 7.0, 12.1].map((seconds) => ({ seconds, found: false })));

  test('the curve is the product-limit estimate: 7/8, then times 4/5, 3/4, 1/2', () => {
    const left = new Survival(spans).rises.map(({ share }) => 1 - share);
    const expected = [7 / 8, (7 / 8) * (4 / 5), (7 / 8) * (4 / 5) * (3 / 4), (7 / 8) * (4 / 5) * (3 / 4) * (1 / 2)];
    for (const [i, value] of expected.entries()) expect(left[i]).toBeCloseTo(value, 10);
  });

  test('beyond the longest wait, a share is only the least that it can be', () => {
    const survival = new Survival(spans);
    expect(survival.shareBy(12).isLeast).toBe(false);
    expect(survival.shareBy(13).isLeast).toBe(true);
    expect(new Survival([{ seconds: 2, found: true }]).shareBy(300)).toEqual({ share: 1, isLeast: false });
  });

  test('a median that was not reached is none', () => {
    expect(new Survival([{ seconds: 1, found: true }, { seconds: 9, found: false }, { seconds: 9, found: false }]).quantile(0.5)).toBeNull();
    expect(new Survival([{ seconds: 1, found: true }, { seconds: 3, found: true }, { seconds: 9, found: false }]).quantile(0.5)).toBe(3);
  });

  test('the mean, cut off, is the area above the curve', () => {
    expect(new Survival([{ seconds: 1, found: true }, { seconds: 9, found: false }]).meanUpTo(5)).toBeCloseTo(3);
  });
});

describe('the records', () => {
  const file = (): string => join(mkdtempSync(join(tmpdir(), 'scoreboard-')), 'campaigns.jsonl');

  test('are read again, and what is known is not run again, unless there is more patience', () => {
    const path = file();
    const records = new Records(path);
    records.add(recordWith());
    records.add(recordWith({ mutant: 'KV-12', found: false, seconds: 10 }));
    const again = new Records(path);
    expect(again.all).toEqual(records.all);
    expect(again.has(recordWith(), 300)).toBe(true);
    expect(again.has(recordWith({ mutant: 'KV-12' }), 10)).toBe(true);
    expect(again.has(recordWith({ mutant: 'KV-12' }), 60)).toBe(false);
    expect(again.has(recordWith({ strategy: 'pct' }), 10)).toBe(false);
  });

  test('name the line that is none', () => {
    const path = file();
    writeFileSync(path, `${JSON.stringify(recordWith())}\n{"mutant":"KV-1`);
    expect(() => new Records(path)).toThrow(`${path}:2: expected a record`);
  });
});

describe('the demands', () => {
  const mutants = ['A', 'B', 'C', 'D'];
  const by = (strategy: StrategyName, seconds: readonly (number | null)[]): readonly CampaignRecord[] =>
    seconds.map((time, i) => recordWith({ strategy, mutant: mutants[i] ?? '', hardness: i === 0 ? 'easy' : 'hard', found: time !== null, seconds: time ?? 10 }));
  const records = [...by('uniform', [0.1, 1, 9, null]), ...by('swarm', [0.2, 0.5, 0.9, 3]), ...by('guided', [0.4, 0.4, 1, 2]), ...by('portfolio', [0.15, 0.6, 1.2, null])];
  const met = new Map(barsOf(records).map(({ demand, isMet }) => [demand.split(' ').slice(0, 3).join(' '), isMet]));

  test('are held against what was measured', () => {
    expect(met.get('the portfolio finds')).toBe(true);
    expect(met.get('the portfolio takes')).toBe(true);
    expect(met.get('where an always-on')).toBe(true);
    expect(met.get('guided search is')).toBe(true);
  });

  test('whoever was lucky in one campaign is measured in the others', () => {
    const again = [...by('uniform', [4, 4, 4, 4]), ...by('swarm', [2, 2, 2, 2]), ...by('portfolio', [3, 3, 3, 3])].map((record) => ({ ...record, from: 1_000 }));
    const twice = [...by('uniform', [1, 1, 1, 1]), ...by('swarm', [2, 2, 2, 2]), ...by('portfolio', [3, 3, 3, 3]), ...again];
    // By the first campaign uniform is the best: in the second it takes 4 s. By the second, swarm: in the first it takes 2 s. Ratios 0.75 and 1.5.
    expect(barsOf(twice)[2]?.measured).toBe('3.00x; 1.13x where the best is chosen by all campaigns but the one in which it is measured');
  });

  test('are open where nobody waited long enough', () => {
    expect(barsOf(records)[0]).toMatchObject({ isMet: null, measured: '>= 75.0 % of the campaigns; not in half of its campaigns: D' });
  });

  test('the page and the plot hold everything, and need no other file', () => {
    expect(summaryRows(records)[1]).toEqual(['swarm', '4', '4', '75.0 %', '100.0 %', '100.0 %', '100.0 %', '0.50 s', '3.00 s']);
    expect(pageOf(records)).toContain('| D | hard | 3.00 | - | 2.00 | - | linearizable (kvv) |  |');
    const plot = plotOf(records);
    expect(plot.match(/<circle/g)?.length).toBe(16);
    expect(plot).not.toMatch(/NaN|Infinity|href|url\(/);
  });
});
