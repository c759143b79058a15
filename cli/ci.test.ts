/** Hunts as CI runs them: whatever happens to the job, its files are there and its exit code is the truth. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { shard } from './shard-option.ts';
import { faultline, Folder, toy, type Circumstances, type Outcome } from './testing/faultline.ts';

const folder = new Folder({
  'fine.ts': toy({ properties: "always('few ticks', 'server', (state: { ticks: number }) => state.ticks < 1_000)" }),
  'unsafe.ts': toy({ properties: "always('few ticks', 'server', (state: { ticks: number }) => state.ticks < 100 || `${state.ticks} ticks\\n::error::owned`)" }),
  // What is drawn decides whether the property holds: in one run of eight nobody asks for more than one thing.
  'broken.ts': `import { always, operations, scenario, versionedLinearizable, versionedRequests } from 'faultline/scenarios';
import { versionedClerk, versionedServer } from 'faultline/protocols/kv';

export default scenario({
  title: 'A property that does not always hold',
  servers: [versionedServer()],
  clients: [versionedClerk()],
  workload: operations(versionedRequests({ keys: 1 }), { perClient: [1, 8] }),
  properties: [always('few are asked', 'client', (state: { newest: number }) => state.newest < 2), versionedLinearizable],
});
`,
});

afterAll(() => folder.remove());

const hunt = (args: readonly string[], circumstances: Circumstances = {}): Promise<Outcome> => faultline(folder.path, ['hunt', ...args, '--workers', '1'], circumstances);

const read = (...path: readonly string[]): string => readFileSync(join(folder.path, ...path), 'utf8');

const linesOf = (...path: readonly string[]): readonly Readonly<Record<string, unknown>>[] =>
  read(...path).trimEnd().split('\n').map((line): Readonly<Record<string, unknown>> => JSON.parse(line));

describe('hunt --ci', () => {
  test('writes all reports, and on GitHub annotations and a summary; no text of others is obeyed', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder.path, 'summary.md') };
    const outcome = await hunt(['unsafe.ts', '--seeds', '3', '--no-shrink', '--ci', '--corpus', 'kept'], { env });
    expect(outcome.code).toBe(10);
    expect(readdirSync(join(folder.path, 'faultline-reports'))).toEqual(expect.arrayContaining(['events.jsonl', 'faultline.sarif', 'junit.xml']));
    const [, token = ''] = /^::stop-commands::(\S+)$/m.exec(outcome.out) ?? [];
    const [before = '', after = ''] = outcome.out.split(`\n::${token}::\n`);
    expect(token).not.toBe('');
    expect(before).toContain('::error::owned');
    expect(after).toMatch(/^::error file=unsafe\.ts,line=1,title=unsafe\.ts%3A few ticks::100 ticks%0A::error::owned%0AReplay: faultline replay kept\/\S+\n$/);
    expect(read('summary.md')).toContain('## Faultline: 1 failing');
    expect(linesOf('faultline-reports', 'events.jsonl').map(({ event }) => event)).toEqual(expect.arrayContaining(['begun', 'ran', 'found', 'ended', 'exit']));
    expect(linesOf('faultline-reports', 'events.jsonl').at(-1)).toEqual({ event: 'exit', exitCode: 10 });
  });

  test('that is killed leaves the seed, the capsule and a report that is no pass', async () => {
    let isSent = false;
    const watch = (said: string, kill: (signal: NodeJS.Signals) => void): void => {
      if (isSent || !said.includes('found:')) return;
      isSent = true;
      kill('SIGKILL');
    };
    const outcome = await hunt(['unsafe.ts', '--for', '60s', '--ci', '--reports', 'killed', '--corpus', 'left'], { watch });
    expect(outcome.code).toBeNull();
    const [capsule = ''] = readdirSync(join(folder.path, 'left')).filter((name) => name.endsWith('.capsule'));
    expect(linesOf('killed', 'events.jsonl')).toContainEqual(expect.objectContaining({ event: 'found', scenario: 'unsafe.ts', seed: expect.any(Number), capsule: expect.stringContaining('left/') }));
    expect(existsSync(join(folder.path, 'left', capsule))).toBe(true);
    expect(read('killed', 'junit.xml')).toMatch(/<error message="it was under way when this was written"[\s\S]*<failure message="100 ticks" type="safety">/);
    expect(JSON.parse(read('killed', 'faultline.sarif'))).toMatchObject({ runs: [{ invocations: [{ executionSuccessful: false }], results: [{ ruleId: 'safety/few ticks' }] }] });
  });
});

describe('a canary', () => {
  test('that is not found makes the job red with a code of its own', async () => {
    const outcome = await hunt(['kv/versioned', '--seeds', '1', '--canary', 'KV-22', '--canary-for', '1ms', '--junit', 'blind.xml', '--corpus', 'none']);
    expect(outcome).toMatchObject({ code: 16, out: expect.stringMatching(/^blind: /m) });
    expect(read('blind.xml')).toContain('not found: the hunt is blind');
  });

  test('that meets a failure of the correct code first is not blind: that failure counts', async () => {
    const { code, out } = await hunt(['broken.ts', '--from', '6', '--seeds', '1', '--canary', 'KV-12', '--no-shrink', '--junit', 'broken.xml', '--corpus', 'none']);
    expect(code).toBe(10);
    expect(out).toMatch(/^broken\.ts, seed \d+\n {2}safety: few are asked$[^]*replay: faultline run broken\.ts --seed \d+$/m);
    expect(out).not.toContain('blind');
    expect(read('broken.xml')).toContain('few are asked');
  });

  test('of a protocol that no scenario here runs is bad input', async () => {
    const outcome = await hunt(['fine.ts', '--seeds', '1', '--canary', 'KV-12']);
    expect(outcome).toMatchObject({ code: 2, err: expect.stringContaining("a bug of the protocol 'versionedClerk', which none of the scenarios here runs") });
  });
});

describe('a shard', () => {
  test('runs its part of the seeds, and says which', async () => {
    const { code, out } = await hunt(['fine.ts', '--seeds', '5', '--shard', '2/2', '--json', '--jsonl', 'shard.jsonl', '--corpus', 'none']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ shard: '2/2', scenarios: [{ seeds: 2 }] });
    expect(linesOf('shard.jsonl')[0]).toMatchObject({ event: 'begun', shard: '2/2', scenarios: [{ name: 'fine.ts', from: 3, to: 5 }] });
  });

  test('takes its number from the command line, Kubernetes or GitLab, and refuses what is none', () => {
    expect(shard('2/8', {})).toEqual({ index: 1, of: 8 });
    expect(shard('auto/4', { JOB_COMPLETION_INDEX: '3' })).toEqual({ index: 3, of: 4 });
    expect(shard('auto', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '3' })).toEqual({ index: 0, of: 3 });
    for (const text of ['5/4', '0/4', '1', '1/0', 'x/4', '-1/4']) expect(() => shard(text, {}), text).toThrow('Expected one of so many machines, from 1/n to n/n');
    expect(() => shard('auto/4', {})).toThrow('Expected JOB_COMPLETION_INDEX or CI_NODE_INDEX in the environment');
  });
});
