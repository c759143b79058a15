/** Which application: one by name, or one from the user's own file. */
import { grep, invertedIndex, sampleBoundaries, sort, wordCount } from '../../protocols/mapreduce/index.ts';
import type { Application } from '../../protocols/mapreduce/index.ts';
import { closeSync, openSync, readSync } from 'node:fs';
import { BadInput, didYouMean, messageOf } from '../bad-input.ts';
import { bundleModule } from '../bundle.ts';
import { namesFile } from '../reference.ts';
import type { FileSplit } from './input.ts';

/** Says to every thread which application to run. */
export type ApplicationRef =
  | { readonly kind: 'named'; readonly name: 'wc' | 'indexer' }
  | { readonly kind: 'grep'; readonly wanted: string }
  | { readonly kind: 'sort'; readonly boundaries: readonly string[] }
  | { readonly kind: 'file'; readonly name: string; readonly module: string };

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
    const descriptor = openSync(split.file, 'r');
    readSync(descriptor, bytes, 0, bytes.length, split.from);
    closeSync(descriptor);
    const text = bytes.toString('utf8');
    yield split.to - split.from <= sampleBytes ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  }
}

/** The application itself. Throws `BadInput` where the user's file exports none. */
export async function loadApplication(ref: ApplicationRef): Promise<Application> {
  switch (ref.kind) {
    case 'named':
      return ref.name === 'wc' ? wordCount : invertedIndex;
    case 'grep':
      return grep(ref.wanted);
    case 'sort':
      return sort(ref.boundaries);
    case 'file':
      return fromModule(ref.name, await load(ref.name, ref.module));
  }
}

async function load(name: string, module: string): Promise<unknown> {
  try {
    return await import(module);
  } catch (error) {
    throw new BadInput(`${name}: loading it failed: ${messageOf(error)}`);
  }
}

function fromModule(name: string, module: unknown): Application {
  const exported: unknown = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (isApplication(exported)) return exported;
  throw new BadInput(`${name}: expected an application as its default export: an object with a name, and functions map and reduce`);
}

function isApplication(value: unknown): value is Application {
  if (typeof value !== 'object' || value === null) return false;
  const has = (field: string, kind: string): boolean => typeof Reflect.get(value, field) === kind;
  return has('name', 'string') && has('map', 'function') && has('reduce', 'function');
}
