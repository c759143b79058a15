/** Worker threads: whatever a scenario does to its thread, the main one goes on and knows which seed it was. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { decodeCapsule } from '../sim/world/capsule.ts';
import { BadInput } from './bad-input.ts';
import { capsuleOfGivenUp } from './lost-runs.ts';
import { Pool, WorkerLost, type PoolOptions } from './pool.ts';
import { referTo } from './reference.ts';
import type { RangeResult, ScenarioRef } from './tasks.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-pool-'));
const pools: Pool[] = [];
let stories = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function open(options: Partial<PoolOptions> = {}): Pool {
  const pool = new Pool({ workers: 1, patience: 60_000, ...options });
  pools.push(pool);
  return pool;
}

/** A scenario of one node whose third step does this; `top` stands at the top of its file. */
async function scenarioThat(does: string, top = ''): Promise<ScenarioRef> {
  const file = join(folder, `story-${++stories}.ts`);
  writeFileSync(
    file,
    `import { milliseconds, scenario, sleep } from 'faultline/scenarios';
${top}
const tick = { kind: 'setTimer', timer: 'tick', min: 10, max: 20 } as const;
const node = {
  name: 'node',
  start: () => ({ state: { ticks: 0 }, effects: [tick] }),
  step(state: { ticks: number }) {
    if (state.ticks === 2) { ${does} }
    return { state: { ticks: state.ticks + 1 }, effects: [tick] };
  },
};
export default scenario({ title: 'x', servers: [node], scripts: [function* () { yield* sleep(milliseconds(1)); }], properties: [] });
`,
  );
  return referTo(file);
}

function range(pool: Pool, ref: ScenarioRef, from: number, count = 3): Promise<RangeResult> {
  return pool.perform({ kind: 'range', ref, mutant: null, from, count, milliseconds: 10_000, checkEvery: 0, strategy: 'swarm', memory: null, begins: 0, covers: false, bail: 'never' });
}

const lossOf = async (work: Promise<unknown>): Promise<WorkerLost> => {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof WorkerLost) return error;
  throw new TypeError(`expected a lost worker, got ${String(error)}`);
};

describe('a pool', () => {
  test('runs ranges of seeds, more than it has workers', async () => {
    const pool = open({ workers: 2 });
    const ref = await scenarioThat('');
    const results = await Promise.all([0, 10, 20, 30, 40].map((from) => range(pool, ref, from)));
    expect(results.map(({ from, runs, failures }) => [from, runs, failures])).toEqual([0, 10, 20, 30, 40].map((from) => [from, 3, []]));
  });

  test('gives up a worker that hangs, names its seed, and goes on', async () => {
    const pool = open({ patience: 400 });
    const ref = await scenarioThat('for (;;);');
    const lost = await lossOf(range(pool, ref, 7));
    expect(lost).toMatchObject({ reason: 'hung', seed: 7, message: expect.stringMatching(/^no end after [\d.]+ s of real time$/) });
    expect(await range(pool, await scenarioThat(''), 8)).toMatchObject({ runs: 3 });
  });

  test('makes the capsule of a run that was given up: seed and plan, no hashes', async () => {
    const pool = open();
    const capsule = await capsuleOfGivenUp(pool, { ref: await scenarioThat('for (;;);'), mutant: null, strategy: 'swarm', memory: null, from: 7 }, 7, null);
    expect(capsule).toMatchObject({ seed: 7, steps: 0, failure: null, digests: new Uint8Array(0) });
  });

  test('survives a worker whose memory is full, and names its seed', async () => {
    const pool = open({ memory: 64 });
    const lost = await lossOf(range(pool, await scenarioThat('const all: object[] = []; for (;;) all.push({ all: [1, 2, 3] });'), 5));
    expect(lost).toMatchObject({ reason: 'died', seed: 5, message: 'it ran out of memory' });
  });

  test('survives a worker that ends itself, and names its seed', async () => {
    const pool = open();
    const lost = await lossOf(range(pool, await scenarioThat('exit(3);', 'const exit = process.exit.bind(process);'), 9));
    expect(lost).toMatchObject({ reason: 'died', seed: 9, message: 'the worker thread ended itself (process.exit(3))' });
  });

  test('takes an error of a node as a failure of its seed, with its place in the user’s file', async () => {
    const { failures } = await range(open(), await scenarioThat("throw new TypeError('three');"), 4);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ seed: 4, count: 3, failure: { kind: 'safety', property: 'no step throws', message: 'TypeError: three' } });
    expect(failures[0]?.failure.stack).toMatch(/at Object\.step \(.*story-\d+\.ts:8:36\)/);
    expect(decodeCapsule(failures[0]?.capsule ?? new Uint8Array(0)).seed).toBe(4);
  });

  test('ends a range at its first failure where it is told to', async () => {
    const ref = await scenarioThat("throw new TypeError('three');");
    const result = await open().perform({ kind: 'range', ref, mutant: null, from: 0, count: 50, milliseconds: 10_000, checkEvery: 0, strategy: 'swarm', memory: null, begins: 0, covers: false, bail: 'failure' });
    expect(result.runs).toBe(1);
  });

  test('says of a file that hangs while it is loaded that no seed was running', async () => {
    const lost = await lossOf(range(open({ loading: 400 }), await scenarioThat('', 'for (;;);'), 3));
    expect(lost).toMatchObject({ reason: 'hung', seed: null });
  });

  test('gives bad input back as such', async () => {
    await expect(range(open(), { kind: 'builtin', name: 'no/such', codeHash: '' }, 0)).rejects.toThrow(BadInput);
  });

  test('that is closed rejects what it was doing, and what is still asked of it', async () => {
    const pool = open();
    const work = range(pool, await scenarioThat('for (;;);'), 1);
    const closing = pool.close();
    expect(await lossOf(work)).toMatchObject({ reason: 'stopped' });
    expect(await lossOf(range(pool, await scenarioThat(''), 1))).toMatchObject({ reason: 'stopped' });
    await closing;
  });

  test('hurries a worker that shrinks: it answers with what it has', async () => {
    const pool = open();
    const ref = await scenarioThat('for (let i = 0; i < 2e6; i++) seen = i; throw new TypeError(`three`);', 'export let seen = 0;');
    const { capsule } = await pool.perform({ kind: 'run', ref, mutant: null, seed: 1, checked: false, strategy: 'swarm', begins: 1, memory: null });
    pool.hurry();
    const shrunk = await pool.perform({ kind: 'shrink', ref, capsule, runs: 1_000_000, milliseconds: null });
    expect(shrunk).toMatchObject({ runs: 0, isMinimal: false });
  });
});
