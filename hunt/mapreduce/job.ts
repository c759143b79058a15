/** A job on the user's own files: the simulated cluster schedules and fails as the seed says, map and reduce run for real. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { added, outputFile } from '../../protocols/mapreduce/index.ts';
import type { Counts } from '../../protocols/mapreduce/index.ts';
import type { Family } from '../../properties/schedules/families.ts';
import { filesAmong, splitsOf, type FileSplit } from './input.ts';
import { openPlace, publish } from './place.ts';
import { referToApplication } from './refer.ts';
import { Schedule, type Computation } from './schedule.ts';
import type { Offsets } from './spill.ts';
import type { RealResult, RealTask, Spill } from './task.ts';
import { Threads } from './threads.ts';

export interface RealJobOptions {
  readonly application: string;
  readonly paths: readonly string[];
  readonly reduces: number;
  readonly out: string;
  readonly seed: number;
  readonly faults: readonly Family[];
  readonly threads: number;
  readonly machines: number;
  /** About so many bytes for each map task. */
  readonly splitBytes: number;
  /** No cluster: one task after the other in one thread. */
  readonly sequential: boolean;
}

/** How far a job is. */
export interface RealProgress {
  readonly maps: number;
  readonly mapsDone: number;
  readonly reduces: number;
  readonly reducesDone: number;
  /** Attempts of tasks that had been begun before. */
  readonly repeated: number;
  /** Faults that have struck the simulated cluster. */
  readonly faults: number;
  /** Virtual microseconds. */
  readonly virtualTime: number;
}

/** What a job has come to. */
export interface RealReport extends RealProgress {
  readonly files: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly counters: Counts;
}

type Perform = (task: RealTask) => Promise<RealResult>;

/** Runs a job. Throws `BadInput`, and leaves nothing behind, for anything that the user can mend. `watch` is given what tells how far it is. */
export async function runRealJob(options: RealJobOptions, watch: (progress: () => RealProgress) => void, signal: AbortSignal): Promise<RealReport> {
  const files = filesAmong(options.paths);
  const splits = splitsOf(files, options.splitBytes);
  const reference = await referToApplication(options.application, splits, options.reduces);
  const place = openPlace(options.out);
  const threads = new Threads(options.sequential ? 1 : options.threads, reference);
  const stopped = rejectionBy(signal);
  try {
    // A function of the user that never ends is stopped, too: nobody waits for it.
    const job = new RealJob(options, splits, place.work, (task) => Promise.race([threads.perform(task), stopped]));
    watch(() => job.progress);
    await (options.sequential ? job.runAlone() : job.runScheduled(signal));
    publish(place);
    return { ...job.report, files: files.length };
  } finally {
    await threads.close();
    rmSync(place.work, { recursive: true, force: true });
  }
}

function rejectionBy(signal: AbortSignal): Promise<never> {
  const rejection = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
  rejection.catch(() => undefined);
  return rejection;
}

class RealJob {
  private readonly options: RealJobOptions;
  private readonly splits: readonly FileSplit[];
  private readonly work: string;
  private readonly doTask: Perform;
  private readonly underWay = new Map<number, Promise<RealResult>>();
  private readonly offsets = new Map<number, Offsets>();
  private readonly results = new Map<string, RealResult>();
  private schedule: Schedule | null = null;

  constructor(options: RealJobOptions, splits: readonly FileSplit[], work: string, doTask: Perform) {
    this.options = options;
    this.splits = splits;
    this.work = work;
    this.doTask = doTask;
  }

  get progress(): RealProgress {
    const of = (kind: string): number => [...this.results.keys()].filter((task) => task.startsWith(kind)).length;
    const { faults = 0, virtualTime = 0, repeated = 0 } = this.schedule ?? {};
    return { maps: this.splits.length, mapsDone: of('map'), reduces: this.options.reduces, reducesDone: of('reduce'), repeated, faults, virtualTime };
  }

  get report(): Omit<RealReport, 'files'> {
    const results = [...this.results.entries()];
    return {
      ...this.progress,
      inputBytes: this.splits.reduce((sum, { from, to }) => sum + to - from, 0),
      outputBytes: results.reduce((sum, [task, { bytes }]) => (task.startsWith('reduce') ? sum + bytes : sum), 0),
      counters: results.reduce((sum: Counts, [, { counts }]) => added(sum, counts), {}),
    };
  }

  /** Every attempt that a machine of the simulated cluster computes is computed for real; virtual time waits for it. */
  async runScheduled(signal: AbortSignal): Promise<void> {
    const { seed, reduces, machines, faults } = this.options;
    const schedule = new Schedule({ seed, sizes: this.splits.map(({ from, to }) => to - from), reduces, machines, faults });
    this.schedule = schedule;
    for (let fresh = schedule.next(); fresh !== null; fresh = schedule.next()) {
      for (const computation of fresh) if (computation.kind === 'computing') this.begin(computation);
      for (const computation of fresh) if (computation.kind === 'computed') await this.end(computation);
      signal.throwIfAborted();
    }
    if (schedule.problem !== null) throw new Error(`seed ${seed}: ${schedule.problem}`);
    for (let reduce = 0; reduce < reduces; reduce++) renameSync(this.fileOf(schedule.publishedBy(reduce) ?? 0), this.outputOf(reduce));
  }

  /** The same tasks, one after the other. */
  async runAlone(): Promise<void> {
    for (const task of this.splits.keys()) await this.runOne({ kind: 'computing', of: 'map', task, attempt: task, inputs: [] });
    const inputs = [...this.splits.keys()];
    for (let task = 0; task < this.options.reduces; task++) {
      await this.runOne({ kind: 'computing', of: 'reduce', task, attempt: this.splits.length + task, inputs });
      renameSync(this.fileOf(this.splits.length + task), this.outputOf(task));
    }
  }

  private async runOne(computation: Extract<Computation, { kind: 'computing' }>): Promise<void> {
    this.begin(computation);
    await this.end({ ...computation, kind: 'computed' });
  }

  private begin({ of, task, attempt, inputs }: Extract<Computation, { kind: 'computing' }>): void {
    const { reduces, seed } = this.options;
    const into = this.fileOf(attempt);
    const split = this.splits[task];
    const spills = inputs.map((input) => this.spillOf(input, task));
    const real: RealTask = of === 'map' && split !== undefined ? { kind: 'map', attempt, split, reduces, into, seed } : { kind: 'reduce', attempt, spills, into, seed };
    const result = this.doTask(real);
    // Nobody may ever wait for it: its machine may crash.
    result.catch(() => undefined);
    this.underWay.set(attempt, result);
  }

  private async end({ of, task, attempt }: Computation): Promise<void> {
    const result = await this.underWay.get(attempt);
    if (result === undefined) return;
    this.underWay.delete(attempt);
    if (of === 'map') this.offsets.set(attempt, result.offsets);
    this.results.set(`${of} ${task}`, result);
  }

  /** A reduce task reads what a completed map attempt has left. */
  private spillOf(attempt: number, reduce: number): Spill {
    const offsets = this.offsets.get(attempt);
    if (offsets === undefined) throw new Error(`attempt ${attempt} has left nothing`);
    return { file: this.fileOf(attempt), from: offsets[reduce] ?? 0, to: offsets[reduce + 1] ?? 0 };
  }

  private fileOf(attempt: number): string {
    return join(this.work, `attempt-${attempt}`);
  }

  private outputOf(reduce: number): string {
    return join(this.work, 'out', outputFile(reduce));
  }
}
