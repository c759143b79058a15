/** BullMQ, where the user has installed it: as little of it as is needed here. */
import { BadInput } from '../bad-input.ts';

export interface QueuedJob {
  readonly id?: string | undefined;
  readonly data: unknown;
  readonly returnvalue: unknown;
  readonly failedReason?: string | undefined;
  extendLock(token: string, milliseconds: number): Promise<unknown>;
  moveToCompleted(value: object, token: string, fetchNext: boolean): Promise<unknown>;
  moveToFailed(error: Error, token: string, fetchNext: boolean): Promise<unknown>;
}

export interface NewJob {
  readonly name: string;
  readonly data: object;
  readonly opts: { readonly jobId: string; readonly attempts?: number };
}

export type JobState = 'waiting' | 'active' | 'completed' | 'failed';

export interface JobQueue {
  addBulk(jobs: NewJob[]): Promise<unknown>;
  getJob(id: string): Promise<QueuedJob | undefined>;
  getJobs(states: JobState[], from: number, to: number, oldestFirst: boolean): Promise<readonly (QueuedJob | undefined)[]>;
  getJobCounts(...states: JobState[]): Promise<Readonly<Record<string, number>>>;
  on(event: 'error', hear: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** Takes jobs one by one. */
export interface JobTaker {
  getNextJob(token: string, options: { readonly block: boolean }): Promise<QueuedJob | undefined>;
  startStalledCheckTimer(): Promise<void>;
  on(event: 'error', hear: (error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

export interface TakerOptions {
  readonly lockDuration: number;
  readonly stalledInterval: number;
  readonly maxStalledCount: number;
}

/** Opens queues at one place. */
export interface QueueLibrary {
  queue(name: string): JobQueue;
  taker(name: string, options: TakerOptions): JobTaker;
}

/** Before each name in the store. */
const prefix = 'faultline';

/** The library for a URL: redis, rediss, valkey, postgres, postgresql. Throws `BadInput` where the packages for it are missing. */
export async function openQueueLibrary(url: URL): Promise<QueueLibrary> {
  const isPostgres = /^postgres(?:ql)?:$/.test(url.protocol);
  const needed = ['bullmq', isPostgres ? 'pg' : 'ioredis'];
  for (const name of needed) await demand(name, needed);
  const { Queue, Worker, createPostgresBackend } = await import('bullmq');
  if (isPostgres) {
    const connection = { connectionString: url.href, migrate: true };
    return {
      queue: (name) => new Queue(name, { connection, prefix }, createPostgresBackend),
      taker: (name, options) => new Worker(name, null, { connection, prefix, autorun: false, ...options }, createPostgresBackend),
    };
  }
  const connection = redisOptions(url);
  return {
    queue: (name) => new Queue(name, { connection, prefix }),
    taker: (name, options) => new Worker(name, null, { connection, prefix, autorun: false, ...options }),
  };
}

async function demand(name: string, needed: readonly string[]): Promise<void> {
  try {
    await import(name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new BadInput(`campaigns in a queue need the packages ${needed.join(' and ')}: npm install ${needed.join(' ')} (${name} is not there)`);
  }
}

function redisOptions(url: URL): object {
  const { hostname, port, username, password, pathname, protocol } = url;
  const db = Number(pathname.slice(1));
  if (!Number.isInteger(db) || db < 0) throw new BadInput(`expected the number of a Redis database after the slash, got '${pathname.slice(1)}'`);
  return {
    host: hostname === '' ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6_379 : Number(port),
    db,
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    // A server that is started again is waited for.
    maxRetriesPerRequest: null,
  };
}
