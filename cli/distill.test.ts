/** `faultline distill`, and what begins with its file, as a user runs them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { faultline, Folder, toy, type Outcome } from './testing/faultline.ts';

const folder = new Folder({
  'unsafe.ts': toy({ properties: "always('few ticks', 'server', (state: { ticks: number }) => state.ticks < 100)" }),
  'hangs.ts': toy({ step: 'if (state.ticks === 3) for (;;);' }),
  'other.json': '{"mine": true}',
});
afterAll(() => folder.remove());

const run = (...args: readonly string[]): Promise<Outcome> => faultline(folder.path, args);

const linesOf = (name: string): readonly string[] => readFileSync(join(folder.path, name), 'utf8').split('\n');

describe('distill', () => {
  test('writes down the runs that show the most, the same by however many workers, and keeps those of other scenarios', async () => {
    const first = await run('distill', 'kv/append', 'lock', '--seeds', '12', '--out', 'one.json', '--workers', '1');
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toMatch(/^kv\/append +12 +[\d,]+ +\d+ +\d+$/m);
    expect(first.out).toContain('written to one.json');
    await run('distill', 'lock', '--seeds', '12', '--out', 'two.json', '--workers', '2');
    const again = await run('distill', 'kv/append', '--seeds', '12', '--out', 'two.json', '--json');
    expect(linesOf('two.json')).toEqual(linesOf('one.json'));
    expect(linesOf('one.json').slice(1, -2).every((line) => /^"[\w/-]+": \[(?:\["(?:swarm|all-on|uniform|milestones)",\d+\],?)+\],?$/.test(line))).toBe(true);
    expect(JSON.parse(again.out)).toMatchObject({ verb: 'distill', exitCode: 0, verdict: 'pass', out: 'two.json', scenarios: [{ name: 'kv/append', seeds: 12, failing: null }] });
  });

  test('says of scenarios in which nothing is drawn that one run is enough, and writes none of them', async () => {
    const { code, out } = await run('distill', 'raft/figure-8', '--out', 'still.json');
    expect(code).toBe(0);
    expect(out).toContain('1 scenario in which nothing is drawn: one run tells as much as many');
    expect(linesOf('still.json').join('')).toBe('{"faultline": "distilled", "version": 1, "scenarios": {}}');
  });

  test('takes a run that fails for what it is', async () => {
    const { code, out } = await run('distill', './unsafe.ts', '--seeds', '3', '--out', 'bad.json', '--patience', '20s');
    expect(code).toBe(10);
    expect(out).toContain('few ticks');
    expect(out).toContain('faultline run unsafe.ts --seed 0 --strategy swarm');
  });

  test('says of a run that never comes back how to make it again, and leaves what is known of its scenario', async () => {
    folder.write('known.json', '{"faultline": "distilled", "version": 1, "scenarios": {"hangs.ts": [["swarm",9]]}}');
    const { code, out } = await run('distill', './hangs.ts', '--seeds', '3', '--from', '6', '--out', 'known.json', '--patience', '2s');
    expect(code).toBe(12);
    expect(out).toContain('faultline distill hangs.ts --from 6 --seeds 1');
    expect(linesOf('known.json')[1]).toBe('"hangs.ts": [["swarm",9]]');
  });

  test('leaves a file alone that is another one', async () => {
    const { code, err } = await run('distill', 'kv/append', '--seeds', '2', '--out', 'other.json');
    expect(code).toBe(2);
    expect(err).toContain('other.json.faultline: expected one of distilled');
    expect(linesOf('other.json')).toEqual(['{"mine": true}']);
  });
});

describe('what begins with distilled runs', () => {
  test('hunts them first, and each seed again by itself', async () => {
    folder.write('few.json', '{"faultline": "distilled", "version": 1, "scenarios": {"kv/append": [["uniform",7],["swarm",8]]}}');
    const [begun, drawn] = await Promise.all([
      run('run', 'kv/append', '--seed', '40', '--strategy', 'guided', '--distilled', 'few.json', '--json'),
      run('run', 'kv/append', '--seed', '7', '--strategy', 'uniform', '--json'),
    ]);
    const hashOf = ({ out }: Outcome): unknown => Reflect.get(JSON.parse(out), 'hash');
    expect(hashOf(begun)).toBe(hashOf(drawn));
    const hunted = await run('hunt', 'kv/append', '--seeds', '3', '--strategy', 'guided', '--distilled', 'few.json', '--html', 'report.html', '--workers', '1');
    expect(hunted.code).toBe(0);
    expect(hunted.out).toContain('2 distilled runs among the first');
    expect(readFileSync(join(folder.path, 'report.html'), 'utf8')).toMatch(/faultline run kv\/append --seed \d --strategy guided (?:--from 0 )?--distilled few\.json/);
  });

  test('is a strategy that learns', async () => {
    const { code, err } = await run('hunt', 'kv/append', '--seeds', '3', '--distilled', 'few.json');
    expect(code).toBe(2);
    const stranger = await run('hunt', 'kv/damaged', '--seeds', '3', '--strategy', 'guided', '--distilled', 'few.json');
    expect(stranger.code).toBe(2);
    expect(stranger.err).toContain('--distilled: few.json has no runs of kv/damaged');
    expect(err).toContain('--distilled: the strategy swarm draws each run by itself; those that begin with others are guided and portfolio');
  });
});
