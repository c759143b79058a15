/**
 * A few words that a worker shares with the main thread, so that they are known even while the worker computes, hangs or
 * has died: the seed that is running, how many runs it has begun, and whether it is asked to stop.
 */
export class WorkerStatus {
  readonly buffer: SharedArrayBuffer;
  private readonly seeds: Float64Array;
  /** Runs begun, and the wish to stop. */
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.buffer = buffer;
    this.seeds = new Float64Array(buffer, 0, 1);
    this.words = new Int32Array(buffer, 8, 2);
  }

  /** The worker begins something: a run of a seed, or (null) what is not a run. */
  begin(seed: number | null): void {
    this.seeds[0] = seed ?? -1;
    Atomics.add(this.words, 0, 1);
  }

  /** The seed that is running; null where none is. */
  get seed(): number | null {
    const seed = this.seeds[0] ?? -1;
    return seed < 0 ? null : seed;
  }

  /** Grows with each run: a worker whose beats stand still is at one and the same run. */
  get beats(): number {
    return Atomics.load(this.words, 0);
  }

  /** Asks the worker to end its task with what it has. */
  stop(): void {
    Atomics.store(this.words, 1, 1);
  }

  get isStopped(): boolean {
    return Atomics.load(this.words, 1) === 1;
  }
}
