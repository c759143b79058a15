/** The user's own files as splits. */
import { closeSync, fstatSync, lstatSync, openSync, readSync, readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { BadInput, messageOf } from '../bad-input.ts';

/** A piece of a file, in bytes: one map task. */
export interface FileSplit {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  /** Of the file, when the job began. */
  readonly version: string;
}

/** A file that is written to, or replaced by another, has a new one. */
export const versionOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`;

/** What unfinished jobs hold is no input, wherever their output is to be: the folder `.<out>.partial-<process>`. */
export const isPartial = (name: string): boolean => /^\..+\.partial-\d+$/.test(name);

/** More files, or pieces of them, are not scheduled in sensible time; and links may make any number of a few. */
const mostTasks = 100_000;

/** All files among these paths, and in folders below them, in the order of their names. Throws `BadInput` for what cannot be read. */
export function filesAmong(paths: readonly string[], most: number = mostTasks): readonly string[] {
  const files: string[] = [];
  for (const path of paths) {
    for (const file of filesAt(path)) {
      if (files.push(file) > most) throw new BadInput(`${path}: with it there are more than ${most} files`);
    }
  }
  if (files.length === 0) throw new BadInput(`no file in ${paths.join(', ')}`);
  return files;
}

/** `above`: the folders that it stands in, in truth. */
function* filesAt(path: string, above: readonly string[] = []): Generator<string, void, undefined> {
  const found = reading(path, () => statSync(path, { throwIfNoEntry: false }));
  if (found === undefined) throw new BadInput(`${path}: ${absence(path)}`);
  if (found.isDirectory()) return yield* filesIn(path, above);
  if (!found.isFile()) throw new BadInput(`${path}: expected a file or a folder, got something else`);
  reading(path, () => closeSync(openSync(path, 'r')));
  yield path;
}

function* filesIn(folder: string, above: readonly string[]): Generator<string, void, undefined> {
  const truly = realpathSync(folder);
  if (above.includes(truly)) throw new BadInput(`${folder}: a link that leads back to ${truly}: it contains itself`);
  const names = reading(folder, () => namesIn(folder)).filter((name) => !isPartial(name));
  for (const name of names) yield* filesAt(join(folder, name), [...above, truly]);
}

function absence(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return 'a link to a file or folder that does not exist';
  return path.includes('\ufffd') ? 'its name is not valid UTF-8' : 'there is no such file or folder';
}

const namesIn = (path: string): readonly string[] => readdirSync(path).sort((a, b) => (a < b ? -1 : 1));

/** Reads, or says in the user's terms that it cannot. */
export function reading<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new BadInput(`${path}: it cannot be read: ${messageOf(error)}`);
  }
}

const newline = 0x0a;

/** Longer lines are refused: a job has so much of its input in memory, and cutting a line would change what is in it. */
const longestLine = 64 << 20;

interface Limits {
  /** Bytes of a line beyond the end of its piece. */
  readonly longest: number;
  /** Pieces of all files. */
  readonly most: number;
}

/** Files in pieces of about so many bytes, each but the last ending with a line. An empty file has none. */
export function splitsOf(files: readonly string[], bytes: number, { longest = longestLine, most = mostTasks }: Partial<Limits> = {}): readonly FileSplit[] {
  const pieces: FileSplit[] = [];
  for (const file of files) {
    for (const piece of piecesOf(file, bytes, longest)) if (pieces.push(piece) > most) throw new BadInput(`${file}: with it there are more than ${most} map tasks: larger splits (--split) make fewer`);
  }
  return pieces;
}

function* piecesOf(file: string, bytes: number, longest: number): Generator<FileSplit, void, undefined> {
  const descriptor = reading(file, () => openSync(file, 'r'));
  try {
    const stats = fstatSync(descriptor);
    const version = versionOf(stats);
    for (let from = 0; from < stats.size; ) {
      const to = from + bytes >= stats.size ? stats.size : endOfLine(descriptor, file, from + bytes, stats.size, longest);
      yield { file, from, to, version };
      from = to;
    }
  } finally {
    closeSync(descriptor);
  }
}

const window = 1 << 12;

/** The place after the first line end from `from` on. */
function endOfLine(descriptor: number, file: string, from: number, size: number, longest: number): number {
  const buffer = Buffer.alloc(window);
  for (let at = from; at < size; at += window) {
    if (at - from >= longest) throw new BadInput(`${file}: the line at byte ${from} goes on for more than ${longest} bytes: a line is never cut, and must fit in memory`);
    const length = readSync(descriptor, buffer, 0, window, at);
    const found = buffer.subarray(0, length).indexOf(newline);
    if (found >= 0) return at + found + 1;
    if (length < window) return size;
  }
  return size;
}
