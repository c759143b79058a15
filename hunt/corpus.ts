/**
 * The corpus: a folder of kept capsules, one file for each way in which a scenario fails.
 *
 * Several processes may use it at once, and each may be killed at any moment. No locks are needed: a file appears under its
 * name whole or not at all (written beside it, synced, renamed), its name says what is in it, and it only goes when a
 * better one with the same signature stands there already.
 */
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { signatureOf } from '../sim/hosts/failure.ts';
import { CapsuleError, decodeCapsule, encodeCapsule, largestCapsule, type Capsule } from '../sim/world/capsule.ts';
import type { Plan } from '../sim/world/plan.ts';

/** Where capsules are kept, from the current folder. */
export const defaultFolder = '.faultline';

const ending = '.capsule';

/** What a file of the corpus turned out to be. A broken one stops nobody. */
export type Kept =
  | { readonly kind: 'capsule'; readonly path: string; readonly capsule: Capsule }
  /** Not a capsule, or not readable: `reason` says why, for people. */
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string };

/** The corpus cannot be written: the message says which folder, and why. */
export class CorpusError extends Error {
  override readonly name = 'CorpusError';
}

interface Candidate {
  readonly path: string;
  readonly capsule: Capsule;
}

/**
 * Keeps the capsule, unless the same code has left a better one with the same signature: a shrunk one is better than one
 * that is not, then the smaller plan, then the shorter run. What other code has left gives way, because nobody knows whether it still fails.
 * Returns the path of the capsule that stands for this signature now. Makes the folder if need be; throws a `CorpusError`
 * where it cannot write, and a `CapsuleError` for a capsule that nobody could read back.
 */
export function keep(folder: string, capsule: Capsule): string {
  const bytes = encodeCapsule(capsule);
  const mine = { path: join(folder, fileName(capsule, bytes)), capsule };
  try {
    makeFolder(folder);
    sweep(folder);
    return settle(folder, mine, bytes);
  } catch (error) {
    throw new CorpusError(`cannot keep a capsule in '${folder}': ${reasonOf(error)}`, { cause: error });
  }
}

/** Not `recursive`: Node 20 never comes back where a parent exists that takes no folders (`/proc`). */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been quicker.
    if (!isFolder(folder)) throw error;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function settle(folder: string, mine: Candidate, bytes: Uint8Array): string {
  const before = rivals(folder, mine);
  if (ofSameCode(before, mine).some((other) => compare(other, mine) <= 0)) return best(ofSameCode(before, mine), mine).path;
  writeWhole(folder, mine.path, bytes);
  // Only what stood there before: of two processes with different code, one at most removes the other's.
  for (const other of before) if (other.capsule.codeHash !== mine.capsule.codeHash) remove(other.path);
  return best(ofSameCode(rivals(folder, mine), mine), mine).path;
}

/** Removes all but the best of what the same code has left. The order is the same for every process, so that one stays. */
function best(present: readonly Candidate[], mine: Candidate): Candidate {
  const [first = mine, ...rest] = present.toSorted(compare);
  for (const other of rest) remove(other.path);
  return first;
}

/** The files that fail in the same way. Unreadable ones are none of them, and stay where they are. */
function rivals(folder: string, mine: Candidate): readonly Candidate[] {
  const paths = namesIn(folder).filter((name) => name.includes(markOf(mine.capsule))).map((name) => join(folder, name));
  const readable = paths.map(readKept).filter((kept) => kept?.kind === 'capsule');
  return readable.filter(({ capsule }) => keyOf(capsule) === keyOf(mine.capsule));
}

function ofSameCode(candidates: readonly Candidate[], mine: Candidate): readonly Candidate[] {
  return candidates.filter(({ capsule }) => capsule.codeHash === mine.capsule.codeHash);
}

/** A plan with rates holds any number of accidents: one that names them is smaller, however many they are. */
const leavesToChance = ({ network }: Plan): boolean => network.loss + network.duplicate + network.tail + network.replay > 0;

/** A total order, the best first: shrunk, nothing left to chance, fewer things in the plan, fewer steps; then by name. */
function compare(a: Candidate, b: Candidate): number {
  const byShrinking = Number(b.capsule.shrunk) - Number(a.capsule.shrunk);
  const byChance = Number(leavesToChance(a.capsule.plan)) - Number(leavesToChance(b.capsule.plan));
  const bySize = sizeOfPlan(a.capsule.plan) - sizeOfPlan(b.capsule.plan);
  return byShrinking || byChance || bySize || a.capsule.steps - b.capsule.steps || (a.path < b.path ? -1 : Number(a.path > b.path));
}

/** How many things a plan holds that shrinking takes away. */
export function sizeOfPlan({ faults, deviations, clients, scripts }: Plan): number {
  return faults.length + deviations.length + scripts.length + clients.reduce((sum, { operations }) => sum + 1 + operations.length, 0);
}

// ---- Names ----------------------------------------------------------------------------------------------------------------

/** What two capsules have in common where one is enough. A run that did not fail stands for itself. */
function keyOf({ scenario, mutant, failure, seed }: Capsule): string {
  return JSON.stringify([scenario, mutant, failure === null ? seed : signatureOf(failure)]);
}

const markOf = (capsule: Capsule): string => `-${hashOf(keyOf(capsule))}-`;

/** `lock-lease-1f3a9c2e-seed17-0be81f33.capsule`: scenario, signature, seed, content. Nothing of it can leave the folder. */
function fileName(capsule: Capsule, bytes: Uint8Array): string {
  return `${slug(capsule.scenario)}${markOf(capsule)}seed${capsule.seed}-${hashOf(bytes)}${ending}`;
}

/** The last part of a scenario's name without its ending, in letters, digits and dashes. */
function slug(scenario: string): string {
  const base = scenario.slice(scenario.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]s$/, '');
  const plain = base.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 60).replace(/^-+|-+$/g, '');
  return plain === '' ? 'scenario' : plain;
}

const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 8);

// ---- Reading --------------------------------------------------------------------------------------------------------------

/** Every capsule of the folder, by name, and every file that should be one and is not. Without the folder, nothing. */
export function list(folder: string): readonly Kept[] {
  return namesIn(folder).flatMap((name) => readKept(join(folder, name)) ?? []);
}

/**
 * A capsule of a corpus gives way to better ones of the same failure, under other names. The one that stands for this name
 * now; null where there is none.
 */
export function successorOf(path: string): string | null {
  const [, mark = null] = /^(.+-[0-9a-f]{8}-)seed\d+-[0-9a-f]{8}\.capsule$/.exec(basename(path)) ?? [];
  if (mark === null) return null;
  const folder = dirname(path);
  const others = namesIn(folder).filter((name) => name.startsWith(mark)).map((name) => readKept(join(folder, name)));
  const [first] = others.filter((kept) => kept?.kind === 'capsule').toSorted(compare);
  return first?.path ?? null;
}

/** Reads a capsule from a file. Throws a `CapsuleError` that begins with the path. */
export function readCapsule(path: string): Capsule {
  return readCapsuleFile(path).capsule;
}

/** The same, with the bytes of the file. */
export function readCapsuleFile(path: string): { readonly capsule: Capsule; readonly bytes: Uint8Array } {
  try {
    const bytes = readBounded(path);
    return { capsule: decodeCapsule(bytes), bytes };
  } catch (error) {
    throw new CapsuleError(`${path}: ${reasonOf(error)}`);
  }
}

/** A file that another process has taken away in the meantime is null. */
function readKept(path: string): Kept | null {
  try {
    return { kind: 'capsule', path, capsule: decodeCapsule(readBounded(path)) };
  } catch (error) {
    return isMissing(error) ? null : { kind: 'unreadable', path, reason: reasonOf(error) };
  }
}

/** Looks before it reads: a giant file would fill the memory, and a pipe would never end. */
function readBounded(path: string): Uint8Array {
  const { size } = statFile(path);
  if (size > largestCapsule) throw new CapsuleError(`expected at most ${largestCapsule} bytes, got ${size}`);
  return readFileSync(path);
}

function statFile(path: string): { readonly size: number } {
  const found = statSync(path);
  if (!found.isFile()) throw new CapsuleError(`expected a file, got a ${found.isDirectory() ? 'folder' : 'device'}`);
  return found;
}

/** Names of the capsules in the folder, in one order everywhere. */
function namesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(ending) && !name.startsWith('.'));
    return names.sort((a, b) => (a < b ? -1 : 1));
  } catch (error) {
    if (isMissing(error)) return [];
    throw new CorpusError(`cannot list the capsules in '${folder}': ${reasonOf(error)}`, { cause: error });
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

function reasonOf(error: unknown): string {
  if (isMissing(error)) return 'there is no such file or folder';
  const message = error instanceof Error ? error.message : String(error);
  // Not the name of the call and the path, which the reader knows.
  return error instanceof Error && 'syscall' in error ? message.replace(/, \w+(?: '.*')?$/s, '') : message;
}

// ---- Writing --------------------------------------------------------------------------------------------------------------

/** Either the whole file stands under its name, also after a loss of power, or nothing of it does. */
function writeWhole(folder: string, path: string, bytes: Uint8Array): void {
  // Process numbers would meet: threads share one, and so do containers.
  const temporary = join(folder, `.${randomUUID()}${unfinished}`);
  try {
    writeSynced(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    remove(temporary);
    throw error;
  }
  syncFolder(folder);
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx');
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** So that the new name survives, too. Not every system lets a folder be opened. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r');
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch {
    // The capsule is there; only its surviving a loss of power is a little less certain.
  }
}

const unfinished = '.unfinished';

/** Milliseconds after which nobody is still writing. */
const abandonedAfter = 60 * 60 * 1_000;

/** Takes away what processes that were killed have left half-written. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder).filter((name) => name.endsWith(unfinished))) {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfter) remove(join(folder, name));
  }
}

const remove = (path: string): void => rmSync(path, { force: true });
