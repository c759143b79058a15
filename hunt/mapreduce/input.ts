/** The user's own files as splits. */
import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../bad-input.ts';

/** A piece of a file, in bytes: one map task. */
export interface FileSplit {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** All files among these paths, and in folders below them, in the order of their names. Throws `BadInput` for what cannot be read. */
export function filesAmong(paths: readonly string[]): readonly string[] {
  const files = paths.flatMap((path) => filesAt(path));
  if (files.length === 0) throw new BadInput(`no file in ${paths.join(', ')}`);
  return files;
}

function filesAt(path: string): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new BadInput(`${path}: there is no such file or folder`);
  if (found.isDirectory()) return reading(path, () => namesIn(path)).flatMap((name) => filesAt(join(path, name)));
  if (!found.isFile()) throw new BadInput(`${path}: expected a file or a folder, got something else`);
  reading(path, () => closeSync(openSync(path, 'r')));
  return [path];
}

const namesIn = (path: string): readonly string[] => readdirSync(path).sort((a, b) => (a < b ? -1 : 1));

function reading<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new BadInput(`${path}: it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const newline = 0x0a;

/** A line that is longer is cut where a character begins. */
const longestLine = 1 << 20;

/** Files in pieces of about so many bytes, each but the last ending with a line. An empty file has none. */
export function splitsOf(files: readonly string[], bytes: number): readonly FileSplit[] {
  return files.flatMap((file) => piecesOf(file, statSync(file).size, bytes));
}

function piecesOf(file: string, size: number, bytes: number): readonly FileSplit[] {
  if (size <= bytes) return size === 0 ? [] : [{ file, from: 0, to: size }];
  const descriptor = openSync(file, 'r');
  try {
    const pieces: FileSplit[] = [];
    for (let from = 0; from < size; ) {
      const to = from + bytes >= size ? size : endOfLine(descriptor, from + bytes, size);
      pieces.push({ file, from, to });
      from = to;
    }
    return pieces;
  } finally {
    closeSync(descriptor);
  }
}

const window = 1 << 16;

/** The place after the first line end from `from` on. */
function endOfLine(descriptor: number, from: number, size: number): number {
  const buffer = Buffer.alloc(window);
  for (let at = from; at < Math.min(size, from + longestLine); at += window) {
    const length = readSync(descriptor, buffer, 0, window, at);
    const found = buffer.subarray(0, length).indexOf(newline);
    if (found >= 0) return at + found + 1;
    if (length < window) return size;
  }
  return beginOfCharacter(descriptor, Math.min(size, from + longestLine), size);
}

/** Continuation bytes of UTF-8 begin with the bits 10. */
function beginOfCharacter(descriptor: number, from: number, size: number): number {
  const buffer = Buffer.alloc(4);
  const length = readSync(descriptor, buffer, 0, 4, from);
  for (let i = 0; i < length; i++) if (((buffer[i] ?? 0) & 0xc0) !== 0x80) return from + i;
  return size;
}
