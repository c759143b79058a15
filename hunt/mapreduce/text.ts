/** A piece of the user's file, as text. */
import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { BadInput } from '../bad-input.ts';
import { reading, versionOf, type FileSplit } from './input.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a split. Throws `BadInput` where it is no UTF-8, or no longer what it was when the job began. */
export function textOf(split: FileSplit): string {
  const { file, from } = split;
  const bytes = readRange(split);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new BadInput(`${file}: byte ${from + firstInvalid(bytes)} is not valid UTF-8`);
  }
}

function readRange({ file, from, to, version }: FileSplit): Buffer {
  const bytes = Buffer.allocUnsafe(to - from);
  const descriptor = reading(file, () => openSync(file, 'r'));
  try {
    for (let length = 0; length < bytes.length; ) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, from + length);
      if (read === 0) throw new BadInput(`${file}: it has become shorter while it was read`);
      length += read;
    }
    // Another attempt may have read, or may yet read, other bytes.
    if (versionOf(fstatSync(descriptor)) !== version) throw new BadInput(`${file}: it has changed since the job began`);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** Place of the first byte that is not part of valid UTF-8, by halving. */
function firstInvalid(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 8) {
    const middle = (valid + invalid) >> 1;
    // A character may be cut in two there: up to three bytes less are whole.
    const whole = [0, 1, 2, 3].some((less) => isUtf8(bytes.subarray(0, middle - less)));
    if (whole) valid = middle - 3;
    else invalid = middle;
  }
  for (let length = Math.max(0, valid); length < bytes.length; length++) if (isUtf8(bytes.subarray(0, length)) && !characterAt(bytes, length)) return length;
  return valid;
}

/** Does a whole character begin at this place? */
const characterAt = (bytes: Buffer, at: number): boolean => [1, 2, 3, 4].some((length) => at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)));
