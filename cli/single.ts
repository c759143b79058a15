/** One task on one worker, under the eyes of a watchdog: what verbs about a single run do. */
import { Pool, type WorkerLost } from '../hunt/pool.ts';
import { performOrLose } from '../hunt/lost-runs.ts';
import type { ResultOf, TaskKind, TaskOf } from '../hunt/tasks.ts';
import { onSignal } from './signals.ts';

/** What has been reached is worth having; while the scenario is loaded, that is nothing. */
export function hurryOrClose(pool: Pool): void {
  if (pool.underWay.length > 0) pool.hurry();
  else void pool.close();
}

export class Single {
  readonly pool: Pool;
  private readonly forget: () => void;
  /** The signal that ended it. */
  signal: NodeJS.Signals | null = null;

  /** `onStop` says what a signal does; by default it stops the worker at once. */
  constructor(patience: number, onStop: (pool: Pool) => void = (pool) => void pool.close()) {
    this.pool = new Pool({ workers: 1, patience });
    this.forget = onSignal((signal) => {
      this.signal = signal;
      onStop(this.pool);
    });
  }

  /** The result; or how the worker was lost at a run. Throws what is the user's to mend. */
  perform<Kind extends TaskKind>(task: TaskOf<Kind> & { readonly kind: Kind }): Promise<ResultOf<Kind> | WorkerLost> {
    return performOrLose<Kind>(this.pool, task);
  }

  async close(): Promise<void> {
    this.forget();
    await this.pool.close();
  }
}
