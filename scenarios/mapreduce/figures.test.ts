/** What the paper concludes from its figures 2 and 3, at a sixtieth of their scale. */
import { describe, expect, test } from 'vitest';
import { measure, type Measured } from './figures.ts';

const sort = { program: 'sort', machines: 29, maps: 250, reduces: 67, backups: true, killed: 0, stragglers: 2 } as const;
const peak = (rates: readonly number[]): number => Math.max(...rates);
const sum = (rates: readonly number[]): number => rates.reduce((total, rate) => total + rate, 0);
/** The first slot in which something moves. */
const first = (rates: readonly number[]): number => rates.findIndex((rate) => rate > 0);
const last = (rates: readonly number[]): number => rates.findLastIndex((rate) => rate > 0);
const elapsed = (measured: Measured): number => measured.elapsed ?? Infinity;

describe('figure 2: grep', () => {
  const { curves, elapsed: time } = measure({ program: 'grep', machines: 29, maps: 250, reduces: 1, backups: true, killed: 0, stragglers: 0 });

  test('"the rate gradually picks up as more machines are assigned", peaks, and drops to zero as the map tasks finish', () => {
    const top = curves.input.indexOf(peak(curves.input));
    expect(top).toBeGreaterThan(2);
    for (let i = 1; i <= top; i++) expect(curves.input[i]).toBeGreaterThanOrEqual(curves.input[i - 1] ?? 0);
    for (let i = top + 1; i < curves.input.length; i++) expect(curves.input[i]).toBeLessThan(curves.input[i - 1] ?? 0);
    expect(curves.input.at(-1)).toBeLessThan(peak(curves.input) / 2);
    // 30 GB/s of 1,764 workers; 150 seconds.
    expect((peak(curves.input) * 1_764) / 29 / 1e9).toBeGreaterThan(20);
    expect(time).toBeLessThan(150);
  });
});

describe('figure 3: sort', () => {
  const normal = measure(sort);
  const noBackups = measure({ ...sort, backups: false });
  const killed = measure({ ...sort, killed: 3 });
  const { input, shuffle, output } = normal.curves;

  test('the shuffle begins as soon as the first map task completes, and goes on after the last one', () => {
    expect(first(shuffle)).toBeLessThanOrEqual(first(input) + 3);
    expect(last(shuffle)).toBeGreaterThan(last(input));
  });

  test('"the input rate is higher than the shuffle rate and the output rate"', () => {
    expect(peak(input)).toBeGreaterThan(peak(shuffle));
    expect(peak(input)).toBeGreaterThan(peak(output));
  });

  test('the input rate is less than that of grep: map tasks write to their own disks, too', () => {
    const grep = measure({ ...sort, program: 'grep', reduces: 1, stragglers: 0 });
    expect(peak(input)).toBeLessThan(peak(grep.curves.input));
  });

  test('the shuffle comes in humps, one for each batch of reduce tasks', () => {
    const busy = shuffle.map((rate) => rate > peak(shuffle) / 3);
    const humps = busy.filter((isBusy, i) => isBusy && busy[i - 1] !== true).length;
    expect(humps).toBeGreaterThanOrEqual(2);
  });

  test('without backup tasks a few stragglers make the job take much longer (44 % in the paper)', () => {
    expect(elapsed(noBackups)).toBeGreaterThan(1.2 * elapsed(normal));
    expect(normal.status?.tally.backups).toBeGreaterThan(0);
  });

  test('killed workers cost little (5 % in the paper), though completed map tasks are redone', () => {
    expect(killed.status?.tally.undone).toBeGreaterThan(0);
    expect(sum(killed.curves.input)).toBeGreaterThan(sum(input));
    expect(elapsed(killed)).toBeLessThan(1.1 * elapsed(normal));
  });
});
