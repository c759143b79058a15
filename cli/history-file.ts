/** Histories in files: read piece by piece, so that a file may be larger than a string can be. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { HistoryReader, problemText, type FormatName, type ReadResult } from '../properties/linearizability/formats/index.ts';
import type { ModelName, ModelTypes } from '../properties/linearizability/models/index.ts';
import { BadInput } from '../hunt/bad-input.ts';
import { findBadByte } from './utf8.ts';

const chunkSize = 1 << 20;

export type FileHistory<Name extends ModelName> = Extract<ReadResult<ModelTypes[Name]['input'], ModelTypes[Name]['output']>, { readonly kind: 'history' }>;

/** The history in a file. Throws `BadInput` with the place where it is none. */
export function readHistoryFile<Name extends ModelName>(file: string, model: Name, format: FormatName | undefined): FileHistory<Name> {
  withPlace(file, () => refuseOthers(file));
  const reader = new HistoryReader({ model, fileName: file, ...(format === undefined ? {} : { format }) });
  withPlace(file, () => feed(reader, file));
  const result = reader.end();
  if (result.kind === 'malformed') throw new BadInput(`${file}: ${problemText(result.problem)}`);
  return result;
}

function refuseOthers(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new BadInput(`${file}: there is no such file`);
  if (!found.isFile()) throw new BadInput(`${file}: expected a file, got a ${found.isDirectory() ? 'folder' : 'device'}`);
}

/** What the system says against it, with the name of the file. */
function withPlace(file: string, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (error instanceof BadInput || !(error instanceof Error && 'code' in error)) throw error;
    throw new BadInput(`${file}: cannot be read: ${error.message}`);
  }
}

function feed(reader: HistoryReader<ModelName>, file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    feedFrom(reader, descriptor, file);
  } finally {
    closeSync(descriptor);
  }
}

/** What comes after something malformed is not read. */
function feedFrom(reader: HistoryReader<ModelName>, descriptor: number, file: string): void {
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.allocUnsafe(chunkSize);
  let isKnownText = false;
  for (;;) {
    const length = readSync(descriptor, buffer, 0, chunkSize, null);
    const text = length === 0 ? decoder.end() : decoder.write(buffer.subarray(0, length));
    // The decoder puts this in place of what is no text; a file may also hold it.
    if (!isKnownText && text.includes('\u{FFFD}')) {
      refuseBytes(file);
      isKnownText = true;
    }
    const isWanted = reader.feed(text);
    if (length === 0 || !isWanted) return;
  }
}

function refuseBytes(file: string): void {
  const bad = findBadByte(file);
  if (bad === null) return;
  const what = bad.byte < 0 ? 'the text ends inside a character' : `byte 0x${bad.byte.toString(16)} has no place there`;
  throw new BadInput(`${file}: line ${bad.line}, column ${bad.column}: expected text in UTF-8: ${what}`);
}
