/**
 * Campaigns in BullMQ, on Redis, Valkey or PostgreSQL. A range is a job whose id is the range's, so that it is there once; its result is the job's
 * return value, so that it counts once; a job that is not renewed goes back to the others, and what its worker brings too late is refused.
 */
import { createHash, randomUUID } from 'node:crypto';
import { BadInput } from '../bad-input.ts';
import { leaseMilliseconds, mostTries, type Claim, type Fleet, type FleetCampaign, type FleetStats } from './coordinator.ts';
import { idPattern, isSame, rangesOf, readManifest, type FleetRange, type Manifest } from './manifest.ts';
import type { JobQueue, JobTaker, QueuedJob, QueueLibrary } from './queue-library.ts';
import { readRecord, type RangeRecord } from './range-record.ts';
import { Untrusted } from '../untrusted.ts';

/** Jobs that are read or written at once. */
const page = 500;

/** The settings that recover what killed workers had: with the library's own, nothing had come back after a minute. */
const recovery = { lockDuration: leaseMilliseconds, stalledInterval: 4_000, maxStalledCount: mostTries };

/** A capsule that is shared takes at most so many bytes. */
const largestShared = 1024 * 1024;

/** Lost connections are taken up again by the library: what it says about them meanwhile is no news. */
const ignore = (): void => undefined;

function listening<T extends { on(event: 'error', hear: (error: Error) => void): unknown }>(queue: T): T {
  queue.on('error', ignore);
  return queue;
}

export class QueueFleet implements Fleet {
  private readonly library: QueueLibrary;
  private readonly campaigns: JobQueue;

  constructor(library: QueueLibrary) {
    this.library = library;
    this.campaigns = listening(library.queue('campaigns'));
  }

  /** What is there already stays as it is: a start that was cut short is gone on with by starting again. */
  async start(manifest: Manifest): Promise<void> {
    await this.campaigns.addBulk([{ name: 'campaign', data: manifest, opts: { jobId: manifest.id } }]);
    if (!isSame(await this.manifestOf(manifest.id), manifest)) throw new BadInput(`there is another campaign '${manifest.id}' in this queue already`);
    const ranges = listening(this.library.queue(`ranges-${manifest.id}`));
    const jobs = rangesOf(manifest).map((range) => ({ name: 'range', data: range, opts: { jobId: range.id, attempts: mostTries } }));
    for (let from = 0; from < jobs.length; from += page) await ranges.addBulk(jobs.slice(from, from + page));
    await ranges.close();
  }

  async open(id: string): Promise<FleetCampaign> {
    return new QueueCampaign(this.library, await this.manifestOf(id));
  }

  async list(): Promise<readonly Manifest[]> {
    const jobs = await allJobs(this.campaigns, 'waiting');
    return jobs.flatMap(({ id, data }) => {
      try {
        return [readManifest(data, `campaign ${id}`)];
      } catch (error) {
        if (error instanceof BadInput) return [];
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    await this.campaigns.close();
  }

  private async manifestOf(id: string): Promise<Manifest> {
    const job = idPattern.test(id) ? await this.campaigns.getJob(id) : undefined;
    if (job === undefined) throw new BadInput(`there is no campaign '${id}' in this queue`);
    const manifest = readManifest(job.data, `campaign ${id}`);
    if (manifest.id !== id) throw new BadInput(`campaign ${id}: it says that it is another one`);
    return manifest;
  }
}

async function allJobs(queue: JobQueue, state: 'waiting' | 'completed' | 'failed', begin = 0): Promise<readonly QueuedJob[]> {
  const all: QueuedJob[] = [];
  for (let from = begin; ; from += page) {
    const jobs = await queue.getJobs([state], from, from + page - 1, true);
    for (const job of jobs) if (job !== undefined) all.push(job);
    if (jobs.length < page) return all;
  }
}

class QueueCampaign implements FleetCampaign {
  readonly manifest: Manifest;
  private readonly library: QueueLibrary;
  private readonly ranges: ReadonlyMap<string, FleetRange>;
  private readonly queue: JobQueue;
  private readonly corpus: JobQueue;
  private readonly inHand = new Map<string, QueuedJob>();
  private taker: JobTaker | null = null;
  private readonly seen = new Set<string>();

  constructor(library: QueueLibrary, manifest: Manifest) {
    this.library = library;
    this.manifest = manifest;
    this.ranges = new Map(rangesOf(manifest).map((range) => [range.id, range]));
    this.queue = listening(library.queue(`ranges-${manifest.id}`));
    this.corpus = listening(library.queue(`corpus-${manifest.id}`));
  }

  async claim(): Promise<Claim | null> {
    const taker = await this.takerHere();
    const token = randomUUID();
    const job = await taker.getNextJob(token, { block: false });
    if (job === undefined) return null;
    // What the job says does not count: its id is enough, and one that this campaign does not have is no work.
    const range = this.ranges.get(job.id ?? '');
    if (range === undefined) {
      await job.moveToFailed(new Error('no range of this campaign'), token, false);
      return null;
    }
    this.inHand.set(token, job);
    return { range, token };
  }

  async renew({ token }: Claim): Promise<boolean> {
    const job = this.inHand.get(token);
    return job !== undefined && (await unlessLost(() => job.extendLock(token, leaseMilliseconds)));
  }

  async complete({ token }: Claim, record: RangeRecord): Promise<boolean> {
    const job = this.inHand.get(token);
    this.inHand.delete(token);
    return job !== undefined && (await unlessLost(() => job.moveToCompleted(record, token, false)));
  }

  async fail({ token }: Claim, reason: string): Promise<void> {
    const job = this.inHand.get(token);
    this.inHand.delete(token);
    if (job !== undefined) await unlessLost(() => job.moveToFailed(new Error(reason), token, false));
  }

  async stats(): Promise<FleetStats> {
    const { completed = 0, active = 0, failed = 0 } = await this.queue.getJobCounts('completed', 'active', 'failed');
    return { total: this.ranges.size, done: completed, active, failed };
  }

  async results(): Promise<readonly RangeRecord[]> {
    const jobs = await allJobs(this.queue, 'completed');
    const records = new Map<string, RangeRecord>();
    for (const { id = '', returnvalue } of jobs) {
      const range = this.ranges.get(id);
      const record = range === undefined ? null : recordOrNull(returnvalue, range);
      if (record !== null) records.set(id, record);
    }
    return [...records.values()];
  }

  async failures(): ReturnType<FleetCampaign['failures']> {
    const jobs = await allJobs(this.queue, 'failed');
    return jobs.flatMap(({ id = '', failedReason = '' }) => (this.ranges.has(id) ? [{ id, reason: failedReason.slice(0, 10_000) }] : []));
  }

  /** The job's id is that of its content: whoever finds the same adds nothing. */
  async share(capsule: Uint8Array): Promise<void> {
    if (capsule.length > largestShared) return;
    const id = `c-${createHash('sha256').update(capsule).digest('hex').slice(0, 32)}`;
    this.seen.add(id);
    await this.corpus.addBulk([{ name: 'capsule', data: { bytes: Buffer.from(capsule).toString('base64') }, opts: { jobId: id } }]);
  }

  async shared(): Promise<readonly Uint8Array[]> {
    const jobs = await allJobs(this.corpus, 'waiting');
    const fresh = jobs.filter(({ id = '' }) => !this.seen.has(id));
    for (const { id = '' } of fresh) this.seen.add(id);
    return fresh.flatMap(({ data }) => bytesOf(data));
  }

  async close(): Promise<void> {
    await Promise.all([this.taker?.close(true), this.queue.close(), this.corpus.close()]);
  }

  /** Only who takes ranges looks for those that others have lost. */
  private async takerHere(): Promise<JobTaker> {
    if (this.taker !== null) return this.taker;
    const taker = listening(this.library.taker(`ranges-${this.manifest.id}`, recovery));
    this.taker = taker;
    await taker.startStalledCheckTimer();
    return taker;
  }
}

function recordOrNull(value: unknown, range: FleetRange): RangeRecord | null {
  try {
    return readRecord(value, range);
  } catch (error) {
    if (error instanceof BadInput) return null;
    throw error;
  }
}

function bytesOf(data: unknown): readonly Uint8Array[] {
  try {
    return [Buffer.from(new Untrusted(data, 'a shared capsule').field('bytes').text(2 * largestShared), 'base64')];
  } catch (error) {
    if (error instanceof BadInput) return [];
    throw error;
  }
}

/** False where the job is somebody else's by now: the library throws, and so it should. */
async function unlessLost(act: () => Promise<unknown>): Promise<boolean> {
  try {
    return (await act()) !== 0;
  } catch (error) {
    if (error instanceof Error && /Missing (?:lock|key) for job|is not in the \w+ state|lock mismatch/i.test(error.message)) return false;
    throw error;
  }
}
