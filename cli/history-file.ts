/** Histories in files: read piece by piece, so that a file may be larger than a string can be. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { HistoryReader, problemText, type FormatName, type ReadResult } from '../properties/linearizability/formats/index.ts';
import type { ModelName, ModelTypes } from '../properties/linearizability/models/index.ts';
import { BadInput } from '../hunt/bad-input.ts';

const chunkSize = 1 << 20;

export type FileHistory<Name extends ModelName> = Extract<ReadResult<ModelTypes[Name]['input'], ModelTypes[Name]['output']>, { readonly kind: 'history' }>;

/** The history in a file. Throws `BadInput` with the place where it is none. */
export function readHistoryFile<Name extends ModelName>(file: string, model: Name, format: FormatName | undefined): FileHistory<Name> {
  refuseOthers(file);
  const reader = new HistoryReader({ model, fileName: file, ...(format === undefined ? {} : { format }) });
  feed(reader, file);
  const result = reader.end();
  if (result.kind === 'malformed') throw new BadInput(`${file}: ${problemText(result.problem)}`);
  return result;
}

function refuseOthers(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new BadInput(`${file}: there is no such file`);
  if (!found.isFile()) throw new BadInput(`${file}: expected a file, got a ${found.isDirectory() ? 'folder' : 'device'}`);
}

function feed(reader: HistoryReader<ModelName>, file: string): void {
  try {
    const descriptor = openSync(file, 'r');
    try {
      feedFrom(reader, descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new BadInput(`${file}: cannot be read: ${error.message}`);
  }
}

/** What comes after something malformed is not read. */
function feedFrom(reader: HistoryReader<ModelName>, descriptor: number): void {
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.allocUnsafe(chunkSize);
  for (;;) {
    const length = readSync(descriptor, buffer, 0, chunkSize, null);
    const isWanted = reader.feed(length === 0 ? decoder.end() : decoder.write(buffer.subarray(0, length)));
    if (length === 0 || !isWanted) return;
  }
}
