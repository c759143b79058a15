/** Which application: one by name, or one from the user's own file. */
import { sampleBoundaries } from '../../protocols/mapreduce/index.ts';
import { closeSync, openSync, readSync } from 'node:fs';
import { BadInput, didYouMean } from '../bad-input.ts';
import { bundleModule } from '../bundle.ts';
import { namesFile } from '../reference.ts';
import type { ApplicationRef } from './application-ref.ts';
import { reading, type FileSplit } from './input.ts';

const names = ['wc', 'indexer', 'grep', 'sort'];

/** From what a user types: `wc`, `indexer`, `sort`, `grep:text`, or a file with an application as its default export. */
export async function referToApplication(text: string, splits: readonly FileSplit[], reduces: number): Promise<ApplicationRef> {
  if (text === 'wc' || text === 'indexer') return { kind: 'named', name: text };
  if (text.startsWith('grep:') && text.length > 5) return { kind: 'grep', wanted: text.slice(5) };
  if (text === 'grep' || text === 'grep:') throw new BadInput("grep: expected what to look for, like 'grep:text'");
  if (text === 'sort') return { kind: 'sort', boundaries: sampleBoundaries(samples(splits), reduces, 1) };
  if (namesFile(text)) return { kind: 'file', name: text, module: (await bundleModule(text)).url };
  throw new BadInput(`there is no application '${text}'${didYouMean(text, names)} (known are ${names.join(', ')}, or a file that exports one)`);
}

const sampleBytes = 4_096;
const mostSamples = 500;

/** A few kilobytes from the beginning of some splits, without the line that is cut. */
function* samples(splits: readonly FileSplit[]): Generator<string, void, undefined> {
  const every = Math.max(1, Math.floor(splits.length / mostSamples));
  for (let i = 0; i < splits.length; i += every) {
    const split = splits[i];
    if (split === undefined) continue;
    const bytes = Buffer.alloc(Math.min(sampleBytes, split.to - split.from));
    const descriptor = reading(split.file, () => openSync(split.file, 'r'));
    readSync(descriptor, bytes, 0, bytes.length, split.from);
    closeSync(descriptor);
    const text = bytes.toString('utf8');
    yield split.to - split.from <= sampleBytes ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  }
}
