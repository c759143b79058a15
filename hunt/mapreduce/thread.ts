/** The inside of a worker thread that maps and reduces. */
import { parentPort, workerData } from 'node:worker_threads';
import { BadInput, messageOf } from '../bad-input.ts';
import { loadApplication, type ApplicationRef } from './application-ref.ts';
import { perform, type RealResult, type RealTask } from './task.ts';

/** What a thread answers. */
export type ThreadAnswer =
  | { readonly kind: 'done'; readonly result: RealResult }
  /** `isBadInput`: the user can mend it. */
  | { readonly kind: 'failed'; readonly message: string; readonly isBadInput: boolean };

const given: { readonly application: ApplicationRef } = workerData;
const loading = loadApplication(given.application);
// Each task tells.
loading.catch(() => undefined);

parentPort?.on('message', (task: RealTask) => void answer(task));

async function answer(task: RealTask): Promise<void> {
  parentPort?.postMessage(await attempt(task));
}

async function attempt(task: RealTask): Promise<ThreadAnswer> {
  try {
    return { kind: 'done', result: perform(await loading, task) };
  } catch (error) {
    if (error instanceof BadInput) return { kind: 'failed', message: error.message, isBadInput: true };
    return { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : messageOf(error), isBadInput: false };
  }
}
