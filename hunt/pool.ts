/** Worker threads with a watchdog. A thread that hangs or dies is replaced, and the seed it was at is a finding. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BadInput } from './bad-input.ts';
import { WorkerStatus } from './worker-status.ts';
import { compiledFolder } from './library.ts';
import { MemoryGuard } from './memory-guard.ts';
import type { Answer, ResultOf, Task, TaskKind, TaskOf, TaskResult } from './tasks.ts';

/** A worker did not come back. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
  readonly reason: 'hung' | 'died' | 'stopped';
  /** The seed it was running; null where it was not running one. */
  readonly seed: number | null;

  constructor(reason: WorkerLost['reason'], seed: number | null, message: string) {
    super(message);
    this.reason = reason;
    this.seed = seed;
  }
}

interface Job {
  readonly task: Task;
  resolve(result: TaskResult): void;
  reject(error: Error): void;
}

interface Member {
  readonly worker: Worker;
  readonly status: WorkerStatus;
  job: Job | null;
  /** Runs begun when the watchdog last looked, and since when it is this number. */
  beats: number;
  since: number;
}

/** One run that is under way. */
export interface RunUnderWay {
  readonly task: Task;
  readonly seed: number;
  /** Real time since the watchdog first saw it, in milliseconds. */
  readonly milliseconds: number;
  /** Runs begun by its worker. */
  readonly beats: number;
}

export interface PoolOptions {
  readonly workers: number;
  /** A single run that takes longer is given up, in milliseconds of real time. */
  readonly patience: number;
  /** The same for loading a scenario and all else that is no run (default: the same, but from 2,000 to 30,000). */
  readonly loading?: number;
  /** Memory that each worker may come to need, in megabytes (default 2,048; all together no more than most of what there is). */
  readonly memory?: number;
}

export class Pool {
  private readonly options: PoolOptions;
  private readonly members = new Set<Member>();
  private readonly waiting: Job[] = [];
  private readonly watchdog: NodeJS.Timeout;
  private readonly memory: MemoryGuard;
  private closed = false;

  constructor(options: PoolOptions) {
    this.options = options;
    this.memory = new MemoryGuard(options.workers * (options.memory ?? 2_048));
    for (let i = 0; i < options.workers; i++) this.hire();
    this.watchdog = setInterval(() => this.watch(), 100);
    this.watchdog.unref();
  }

  /**
   * Has the next free worker do it. Rejects with `WorkerLost` where the worker hangs, dies or is stopped, and with
   * `BadInput` where the user named something that is not there.
   */
  perform<Kind extends TaskKind>(task: TaskOf<Kind> & { readonly kind: Kind }): Promise<ResultOf<Kind>> {
    const isOurs = (result: TaskResult): result is ResultOf<Kind> => result.kind === task.kind;
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(new WorkerLost('stopped', null, 'stopped'));
      const settle = (result: TaskResult): void => (isOurs(result) ? resolve(result) : reject(new TypeError(`a worker answered ${task.kind} with ${result.kind}`)));
      this.waiting.push({ task, resolve: settle, reject });
      this.assign();
    });
  }

  /** The runs that the workers are at. */
  get underWay(): readonly RunUnderWay[] {
    return [...this.members].flatMap(({ job, status, since, beats }) => {
      const { seed } = status;
      const milliseconds = status.beats === beats ? Math.max(0, performance.now() - since) : 0;
      return job === null || seed === null ? [] : [{ task: job.task, seed, milliseconds, beats: status.beats }];
    });
  }

  /** Asks the workers to end their tasks with what they have. */
  hurry(): void {
    for (const { status } of this.members) status.stop();
  }

  /** Stops all threads at once. What they were doing is rejected. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.watchdog);
    const members = [...this.members];
    for (const member of members) this.dismiss(member, new WorkerLost('stopped', member.status.seed, 'stopped'));
    for (const job of this.waiting.splice(0)) job.reject(new WorkerLost('stopped', null, 'stopped'));
    await Promise.all(members.map(({ worker }) => worker.terminate()));
  }

  private hire(): void {
    const status = new WorkerStatus();
    const worker = new Worker(join(compiledFolder, 'hunt', 'worker.js'), {
      workerData: status.buffer,
      stdout: true,
      // Only the second line of defence: a thread that meets it can take the whole process with it (Node 22).
      resourceLimits: { maxOldGenerationSizeMb: 3 * (this.options.memory ?? 2_048) + 512 },
    });
    const member: Member = { worker, status, job: null, beats: 0, since: 0 };
    this.members.add(member);
    // What scenarios print is for people: the standard output may be JSON.
    worker.stdout.on('data', (chunk: Uint8Array) => process.stderr.write(chunk));
    worker.on('message', (answer: Answer) => this.finish(member, answer));
    worker.on('error', (error) => this.replace(member, 'died', deathOf(error)));
    worker.on('exit', (code) => this.replace(member, 'died', `the worker thread ended itself (process.exit(${code}))`));
    worker.unref();
  }

  private assign(): void {
    for (const member of this.members) {
      if (member.job !== null) continue;
      const job = this.waiting.shift();
      if (job === undefined) return;
      member.job = job;
      member.beats = member.status.beats;
      // A worker that has not begun is not late: a thread takes its time to start.
      member.since = Infinity;
      member.worker.ref();
      member.worker.postMessage(job.task);
    }
  }

  private finish(member: Member, answer: Answer): void {
    const job = this.release(member);
    if (answer.kind === 'done') job?.resolve(answer.result);
    else job?.reject(answer.isInput ? new BadInput(answer.message) : Object.assign(new Error(answer.message), { stack: answer.stack }));
    this.assign();
  }

  private watch(): void {
    const now = performance.now();
    for (const member of this.members) {
      if (member.job === null) continue;
      const { beats } = member.status;
      if (beats !== member.beats) {
        member.beats = beats;
        member.since = now;
      } else if (now - member.since > this.patienceWith(member)) {
        this.replace(member, 'hung', `no end after ${Math.round((now - member.since) / 100) / 10} s of real time`);
      }
    }
    if (this.memory.isSpent(now)) this.freeMemory();
  }

  /** Which thread has the memory cannot be seen from here: most likely the one that has been at one run for longest. */
  private freeMemory(): void {
    const busy = [...this.members].filter(({ job, since }) => job !== null && since !== Infinity);
    const [oldest] = busy.sort((a, b) => a.since - b.since);
    if (oldest !== undefined) this.replace(oldest, 'died', outOfMemory);
  }

  private patienceWith({ status }: Member): number {
    const { patience, loading = Math.min(Math.max(patience, 2_000), 30_000) } = this.options;
    return status.seed === null ? loading : patience;
  }

  private replace(member: Member, reason: WorkerLost['reason'], message: string): void {
    if (!this.members.has(member)) return;
    // One that dies before it begins would be replaced for ever.
    if (reason === 'died' && member.status.beats === 0) return this.breakDown(new Error(`a worker thread could not start: ${message}`));
    this.dismiss(member, new WorkerLost(reason, member.status.seed, message));
    void member.worker.terminate();
    if (this.closed) return;
    this.hire();
    this.assign();
  }

  private breakDown(error: Error): void {
    for (const member of this.members) this.dismiss(member, error);
    for (const job of this.waiting.splice(0)) job.reject(error);
    void this.close();
  }

  private dismiss(member: Member, error: Error): void {
    this.members.delete(member);
    this.release(member)?.reject(error);
  }

  private release(member: Member): Job | null {
    const { job } = member;
    member.job = null;
    member.worker.unref();
    return job;
  }
}

const outOfMemory = 'it ran out of memory';

function deathOf(error: Error): string {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return outOfMemory;
  return `the worker thread died of ${error.name}: ${error.message}`;
}
