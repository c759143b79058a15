/** Where the output of a job is to be: it appears there whole, by one rename. */
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { BadInput, messageOf } from '../bad-input.ts';
import { isPartial } from './input.ts';

/** A folder beside the output folder, for all that is not yet output, and for the output until it is whole. */
export interface Place {
  /** As the user calls it. */
  readonly out: string;
  /** Without links. */
  readonly target: string;
  readonly work: string;
}

/** Makes the folder, and removes those that killed processes left behind. Throws `BadInput` where output cannot be. */
export function openPlace(out: string): Place {
  const target = targetOf(out);
  const work = join(dirname(target), `${workName(target)}${process.pid}`);
  try {
    for (const name of readdirSync(dirname(target))) if (isLeftover(name, target)) rmSync(join(dirname(target), name), { recursive: true });
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
    mkdirSync(join(work, 'out'));
  } catch (error) {
    throw new BadInput(`${out}: cannot write beside it: ${messageOf(error)}`);
  }
  return { out, target, work };
}

function targetOf(out: string): string {
  const parent = dirname(resolve(out));
  if (statSync(parent, { throwIfNoEntry: false })?.isDirectory() !== true) throw new BadInput(`${out}: there is no folder ${parent}`);
  if (lstatSync(out, { throwIfNoEntry: false }) === undefined) return join(realpathSync(parent), basename(resolve(out)));
  const found = statSync(out, { throwIfNoEntry: false });
  if (found === undefined) throw new BadInput(`${out}: a link to a folder that does not exist`);
  if (!found.isDirectory()) throw new BadInput(`${out}: expected a folder for the output, got a file`);
  if (readdirSync(out).length > 0) throw new BadInput(`${out}: the output folder is not empty`);
  const target = realpathSync(out);
  // The output takes its place: whoever stands in it would see nothing of that.
  if (target === realpathSync('.')) throw new BadInput(`${out}: you are in this folder; name a new one in it`);
  if (statSync(dirname(target)).dev !== found.dev) throw new BadInput(`${out}: the root of a file system; name a new folder in it`);
  return target;
}

const workName = (target: string): string => `.${basename(target)}.partial-`;

function isLeftover(name: string, target: string): boolean {
  return isPartial(name) && name.startsWith(workName(target)) && !isAlive(name.slice(workName(target).length));
}

/** Of another job's folder, the name may begin in the same way: then no number follows, and nothing is known of it. */
function isAlive(pid: string): boolean {
  if (!/^\d+$/.test(pid)) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** All output at once, under its name, for good. */
export function publish({ out, target, work }: Place): void {
  try {
    syncFolder(join(work, 'out'));
    renameSync(join(work, 'out'), target);
    syncFolder(dirname(target));
  } catch (error) {
    throw new BadInput(`${out}: the output cannot be put there: ${messageOf(error)}`);
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // Not every file system can: what is there is there, and no more can be done for it.
    if (!(error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP'))) throw error;
  } finally {
    closeSync(descriptor);
  }
}
