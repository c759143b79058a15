/** Whatever becomes of workers, each range counts exactly once; and nothing in a queue is believed. */
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { failureWith } from '../testing/outcome.ts';
import { manifestWith, recordWith } from '../testing/fleet.ts';
import { leaseMilliseconds, mostTries, type Claim, type FleetCampaign } from './coordinator.ts';
import { FolderFleet } from './folder-fleet.ts';
import { LocalCampaign } from './local-campaign.ts';
import { rangesOf, readManifest, type FleetRange } from './manifest.ts';
import { mergeRecords } from './merge.ts';
import { openFleet, withoutPassword } from './open-fleet.ts';
import { QueueFleet } from './queue-fleet.ts';
import type { JobQueue, NewJob, QueuedJob, QueueLibrary } from './queue-library.ts';
import { readRecord } from './range-record.ts';
import { readJournals } from './read-journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-fleet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string): string => join(folder, name);

/** A campaign, and how to let the time of all leases pass. */
interface Rig {
  readonly campaign: FleetCampaign;
  readonly expire: () => void;
}

function localRig(): Rig {
  let now = 0;
  return { campaign: new LocalCampaign(manifestWith(), () => now), expire: () => void (now += 2 * leaseMilliseconds) };
}

let folders = 0;

async function folderRig(): Promise<Rig> {
  const path = place(`fleet-${folders++}`);
  const fleet = new FolderFleet(path);
  await fleet.start(manifestWith());
  const leases = join(path, 'night', 'leases');
  const expire = (): void => {
    for (const name of readdirSync(leases)) utimesSync(join(leases, name), 0, 0);
  };
  return { campaign: await fleet.open('night'), expire };
}

async function claimed(campaign: FleetCampaign): Promise<Claim> {
  const claim = await campaign.claim('worker');
  if (claim === null) throw new Error('there is nothing to claim');
  return claim;
}

describe.each([
  ['in this process', localRig],
  ['in a shared folder', folderRig],
])('a coordinator %s', (_, rigOf) => {
  test('hands out each range once, and has each result once', async () => {
    const { campaign } = await rigOf();
    const claims = [await claimed(campaign), await claimed(campaign), await claimed(campaign)];
    expect(await campaign.claim('worker')).toBeNull();
    expect(claims.map(({ range }) => range)).toEqual(rangesOf(manifestWith()));
    for (const claim of claims) expect(await campaign.complete(claim, recordWith(claim.range))).toBe(true);
    for (const claim of claims) expect(await campaign.complete(claim, recordWith(claim.range))).toBe(false);
    expect(await campaign.stats()).toEqual({ total: 3, done: 3, active: 0, failed: 0 });
    expect((await campaign.results()).map(({ id }) => id).toSorted()).toEqual(['r0-0-20', 'r0-20-40', 'r0-40-50']);
    await campaign.close();
  });

  test('gives what a lost worker had to another, and refuses what the first one brings too late', async () => {
    const { campaign, expire } = await rigOf();
    const frozen = await claimed(campaign);
    expire();
    const others = [await claimed(campaign), await claimed(campaign), await claimed(campaign)];
    const again = others.find(({ range }) => range.id === frozen.range.id);
    expect(again).toBeDefined();
    expect(await campaign.renew(frozen)).toBe(false);
    expect(await campaign.complete(frozen, recordWith(frozen.range, { events: 666 }))).toBe(false);
    if (again !== undefined) expect(await campaign.complete(again, recordWith(again.range))).toBe(true);
    expect((await campaign.results()).map(({ events }) => events)).toEqual([200]);
  });

  test('leaves a range to a worker that says it is alive', async () => {
    const { campaign, expire } = await rigOf();
    const slow = await claimed(campaign);
    expire();
    // The last word before the lease is looked at.
    const isHeld = await campaign.renew(slow);
    if (isHeld) expect((await claimed(campaign)).range.id).not.toBe(slow.range.id);
    expect(isHeld).toBe(true);
  });

  test('gives up a range that nobody can run, and says why', async () => {
    const { campaign } = await rigOf();
    for (let claim = await campaign.claim('worker'); claim !== null; claim = await campaign.claim('worker')) await campaign.fail(claim, 'it ran out of memory');
    expect(await campaign.stats()).toEqual({ total: 3, done: 0, active: 0, failed: 3 });
    expect(await campaign.failures()).toContainEqual({ id: 'r0-0-20', reason: 'it ran out of memory' });
    expect(mostTries).toBeGreaterThanOrEqual(5);
  });
});

describe('a shared folder', () => {
  test('goes on with a campaign that was begun, and refuses another one of its name', async () => {
    const fleet = new FolderFleet(place('names'));
    await fleet.start(manifestWith());
    await fleet.start(manifestWith({ created: 99 }));
    await expect(fleet.start(manifestWith({ mutant: 'KV-12' }))).rejects.toThrow("there is another campaign 'night' already");
    expect((await fleet.list()).map(({ id }) => id)).toEqual(['night']);
    await expect(fleet.open('../night')).rejects.toThrow('there is no campaign');
  });

  test('shares capsules, each with whoever has not seen it', async () => {
    const fleet = new FolderFleet(place('corpus'));
    await fleet.start(manifestWith());
    const [one, other] = [await fleet.open('night'), await fleet.open('night')];
    await one.share(Uint8Array.of(1, 2, 3));
    await one.share(Uint8Array.of(1, 2, 3));
    expect(await one.shared()).toEqual([]);
    expect((await other.shared()).map((bytes) => [...bytes])).toEqual([[1, 2, 3]]);
    expect(await other.shared()).toEqual([]);
  });
});

/** A queue in memory that holds whatever others have put into it. */
class FakeLibrary implements QueueLibrary {
  readonly jobs = new Map<string, Map<string, QueuedJob & { state: string }>>();

  put(queue: string, id: string, data: unknown, state = 'waiting', returnvalue: unknown = null): void {
    const all = this.jobs.get(queue) ?? new Map<string, QueuedJob & { state: string }>();
    this.jobs.set(queue, all);
    const job = { id, data, returnvalue, state, failedReason: '', extendLock: () => Promise.resolve(1), moveToCompleted: () => Promise.resolve(null), moveToFailed: () => Promise.resolve((job.state = 'failed')) };
    if (!all.has(id)) all.set(id, job);
  }

  queue(name: string): JobQueue {
    const inState = (state: string): readonly QueuedJob[] => [...(this.jobs.get(name)?.values() ?? [])].filter((job) => job.state === state);
    return {
      addBulk: (jobs: NewJob[]) => Promise.resolve(jobs.forEach(({ data, opts }) => this.put(name, opts.jobId, data))),
      getJob: (id) => Promise.resolve(this.jobs.get(name)?.get(id)),
      getJobs: ([state = 'waiting'], from, to) => Promise.resolve(inState(state).slice(from, to + 1)),
      getJobCounts: () => Promise.resolve({}),
      on: () => null,
      close: () => Promise.resolve(),
    };
  }

  taker(name: string): ReturnType<QueueLibrary['taker']> {
    const next = (): QueuedJob | undefined => [...(this.jobs.get(name)?.values() ?? [])].find(({ state }) => state === 'waiting');
    return { getNextJob: () => Promise.resolve(next()), startStalledCheckTimer: () => Promise.resolve(), on: () => null, close: () => Promise.resolve() };
  }
}

describe('what others have put into a queue', () => {
  const hostile: readonly unknown[] = [null, 7, 'x', [], {}, { id: 'r0-0-20' }, recordWith({ id: 'r0-0-20', scenario: 'kv/versioned', from: 0, to: 20 }, { seeds: 1e9 }), recordWith({ id: 'r0-0-20', scenario: 'other', from: 0, to: 20 })];

  test('is no result unless it is one of that very range', async () => {
    const library = new FakeLibrary();
    const fleet = new QueueFleet(library);
    await fleet.start(manifestWith());
    for (const value of hostile) library.put('ranges-night', `x${String(value)}`, {}, 'completed', value);
    library.jobs.get('ranges-night')?.delete('r0-0-20');
    library.put('ranges-night', 'r0-0-20', {}, 'completed', recordWith({ id: 'r0-20-40', scenario: 'kv/versioned', from: 20, to: 40 }));
    expect(await (await fleet.open('night')).results()).toEqual([]);
    for (const value of hostile) expect(() => readRecord(value, { id: 'r0-0-20', scenario: 'kv/versioned', from: 0, to: 20 })).toThrow(/^result r0-0-20/);
  });

  test('is no work unless this campaign has it: what the job says does not count', async () => {
    const library = new FakeLibrary();
    const fleet = new QueueFleet(library);
    library.put('ranges-night', 'evil', { id: 'r0-0-20', scenario: '../../evil.ts', from: 0, to: 1e9 });
    await fleet.start(manifestWith());
    const campaign = await fleet.open('night');
    expect(await campaign.claim('worker')).toBeNull();
    expect((await campaign.claim('worker'))?.range).toEqual({ id: 'r0-0-20', scenario: 'kv/versioned', from: 0, to: 20 });
  });

  test('is no campaign unless every field of it is in order', async () => {
    const [scenario] = manifestWith().scenarios;
    const broken: readonly unknown[] = [
      null,
      {},
      { ...manifestWith(), version: 2 },
      { ...manifestWith(), id: '../x' },
      { ...manifestWith(), scenarios: [{ ...scenario, name: '../../evil.ts' }] },
      { ...manifestWith(), scenarios: [{ ...scenario, name: '/etc/passwd' }] },
      { ...manifestWith(), scenarios: [{ ...scenario, size: 0 }] },
      { ...manifestWith(), scenarios: [{ ...scenario, to: 1e15, size: 1 }] },
      { ...manifestWith(), scenarios: [scenario, scenario] },
    ];
    for (const value of broken) expect(() => readManifest(value, 'campaign x')).toThrow();
    expect(readManifest(manifestWith(), 'campaign night')).toEqual(manifestWith());
    const library = new FakeLibrary();
    for (const [i, value] of broken.entries()) library.put('campaigns', `c${i}`, value);
    expect(await new QueueFleet(library).list()).toEqual([]);
  });

  test('is no capsule that is passed on where it is no text', async () => {
    const library = new FakeLibrary();
    const fleet = new QueueFleet(library);
    await fleet.start(manifestWith());
    for (const [i, data] of [null, { bytes: 7 }, { bytes: 'AQID' }].entries()) library.put('corpus-night', `c${i}`, data);
    expect((await (await fleet.open('night')).shared()).map((bytes) => [...bytes])).toEqual([[1, 2, 3]]);
  });
});

describe('a place', () => {
  test('is a queue or a folder, and its password is never said', async () => {
    await expect(openFleet('mongodb://user:secret@host/x')).rejects.toThrow(/^expected redis:\/\/.*, got mongodb:\/\/\*\*\*@host\/x$/);
    expect(withoutPassword('redis://:secret@host:6379/1')).toBe('redis://***@host:6379/1');
    expect(await openFleet(place('here'))).toBeInstanceOf(FolderFleet);
  });
});

describe('the results of a campaign, put together', () => {
  const ranges: readonly FleetRange[] = rangesOf(manifestWith());
  const scenarios = manifestWith().scenarios.map((scenario) => ({ ...scenario, file: null }));

  test('are judged over all machines: a situation that one of them has reached is reached', () => {
    const [first, ...others] = ranges.map((range) => recordWith(range));
    if (first === undefined) throw new Error('no ranges');
    expect(mergeRecords(scenarios, [first, ...others], []).tallies).toMatchObject([{ runs: 50, runsBy: { swarm: 50 }, steps: 500, missed: ['a split vote'] }]);
    expect(mergeRecords(scenarios, [first], []).tallies).toMatchObject([{ runs: 20, missed: [] }]);
    expect(mergeRecords(scenarios, [{ ...first, situations: ['a split vote'] }, ...others], []).tallies).toMatchObject([{ missed: [] }]);
  });

  test('fold failures of one signature into one finding, with its lowest seed', () => {
    const records = ranges.map((range) => recordWith(range, { failures: [{ seed: range.from + 3, failure: failureWith(), count: 2, countBy: { swarm: 2 } }] }));
    expect(mergeRecords(scenarios, records.toReversed(), []).findings).toMatchObject([{ scenario: 'kv/versioned', firstSeed: 3, count: 6, countBy: { swarm: 6 }, capsule: null }]);
  });
});

describe('the lines of several shards', () => {
  const begun = (shard: string, from: number, to: number): object => ({ event: 'begun', shard, mutant: null, strategy: 'swarm', scenarios: [{ ...manifestWith().scenarios[0], file: null, from, to }] });
  const ran = (from: number, to: number): object => ({ event: 'ran', ...recordWith({ id: `${from}-${to}`, scenario: 'kv/versioned', from, to }) });

  function write(name: string, lines: readonly object[], torn = ''): string {
    writeFileSync(place(name), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n${torn}`);
    return place(name);
  }

  test('are one result where all are there', () => {
    const paths = [write('a.jsonl', [{ event: 'canary' }, begun('1/2', 0, 20), ran(0, 5), ran(5, 20)]), write('b.jsonl', [begun('2/2', 20, 40), ran(20, 40), { event: 'exit', exitCode: 0 }])];
    const { records, holes, scenarios } = readJournals(paths);
    expect(holes).toEqual([]);
    expect(mergeRecords(scenarios, records, []).tallies).toMatchObject([{ name: 'kv/versioned', runs: 40 }]);
  });

  test('are read where the slowest run belongs to a block that began in an earlier range', () => {
    const slowest = { seed: 7, begins: 0, milliseconds: 2, steps: 10 };
    const { records } = readJournals([write('block.jsonl', [begun('1/1', 0, 20), ran(0, 5), { ...ran(5, 20), slowest }])]);
    expect(records.map((record) => record.slowest)).toMatchObject([{ begins: 0 }, slowest]);
  });

  test('name what is missing: shards that have left nothing, and seeds that a killed one has not run; its last line may be torn', () => {
    const { holes } = readJournals([write('killed.jsonl', [begun('1/3', 0, 20), ran(0, 5)], '{"event":"ran","sc')]);
    expect(holes).toEqual(['shard 2/3 has left no file', 'shard 3/3 has left no file', `15 of 20 seeds of kv/versioned (${place('killed.jsonl')})`]);
  });

  test('are refused where a seed counts twice, or where they are about different things', () => {
    const first = write('first.jsonl', [begun('1/2', 0, 20), ran(0, 20)]);
    expect(() => readJournals([first, write('again.jsonl', [begun('1/2', 0, 20), ran(10, 20)])])).toThrow('seed 10 of kv/versioned was run in two of these files');
    expect(() => readJournals([first, write('other.jsonl', [{ ...begun('2/2', 20, 40), mutant: 'KV-12' }])])).toThrow('is about KV-12');
    expect(() => readJournals([write('no.jsonl', [ran(0, 1)])])).toThrow('expected the first line of a hunt');
    expect(() => readJournals([place('none.jsonl')])).toThrow('cannot be read');
  });
});
