/** Worker threads that map and reduce. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BadInput, messageOf } from '../bad-input.ts';
import { compiledFolder } from '../library.ts';
import type { ApplicationRef } from './application-ref.ts';
import type { RealResult, RealTask } from './task.ts';
import type { ThreadAnswer } from './thread.ts';

interface Waiting {
  readonly task: RealTask;
  resolve(result: RealResult): void;
  reject(error: Error): void;
}

/** Tasks in the order in which they came, as many at once as there are threads. */
export class Threads {
  private readonly idle: Worker[] = [];
  private readonly all: Worker[] = [];
  private readonly busy = new Map<Worker, Waiting>();
  private queue: Waiting[] = [];
  private broken: Error | null = null;

  constructor(count: number, application: ApplicationRef) {
    for (let i = 0; i < count; i++) this.idle.push(this.open(application));
  }

  /** Rejects with `BadInput` for what the user can mend. */
  perform(task: RealTask): Promise<RealResult> {
    if (this.broken !== null) return Promise.reject(this.broken);
    return new Promise((resolve, reject) => {
      this.queue.push({ task, resolve, reject });
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.queue = [];
    for (const worker of this.all) worker.removeAllListeners('exit');
    await Promise.all(this.all.map((worker) => worker.terminate()));
  }

  private open(application: ApplicationRef): Worker {
    const worker = new Worker(join(compiledFolder, 'hunt', 'mapreduce', 'thread.js'), { workerData: { application }, stdout: true });
    // The standard output belongs to the answer, not to what the user's functions say.
    worker.stdout.on('data', (said: Uint8Array) => void process.stderr.write(said));
    worker.on('message', (answer: ThreadAnswer) => this.settle(worker, answer));
    worker.on('error', (error) => this.lose(new BadInput(`${nameOf(application)}: a worker thread has died: ${causeOf(error)}`)));
    // After an error, or without one: the application may have called `process.exit`.
    worker.on('exit', (code) => this.lose(new BadInput(`${nameOf(application)}: a worker thread has been ended from within, with code ${code}`)));
    this.all.push(worker);
    return worker;
  }

  private dispatch(): void {
    const worker = this.queue.length === 0 ? undefined : this.idle.pop();
    const waiting = worker === undefined ? undefined : this.queue.shift();
    if (worker === undefined || waiting === undefined) return;
    this.busy.set(worker, waiting);
    worker.postMessage(waiting.task);
  }

  private settle(worker: Worker, answer: ThreadAnswer): void {
    const waiting = this.busy.get(worker);
    this.busy.delete(worker);
    this.idle.push(worker);
    if (answer.kind === 'done') waiting?.resolve(answer.result);
    else waiting?.reject(answer.isBadInput ? new BadInput(answer.message) : new Error(answer.message));
    this.dispatch();
  }

  /** A thread has died, by nothing that this library does: what it was doing cannot be known. */
  private lose(error: Error): void {
    if (this.broken !== null) return;
    this.broken = error;
    for (const waiting of [...this.busy.values(), ...this.queue]) waiting.reject(error);
    this.queue = [];
  }
}

const nameOf = (application: ApplicationRef): string => (application.kind === 'file' || application.kind === 'named' ? application.name : application.kind);

function causeOf(error: unknown): string {
  const isOutOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isOutOfMemory ? 'out of memory. Smaller splits, more reduce tasks or a combiner need less' : messageOf(error);
}
