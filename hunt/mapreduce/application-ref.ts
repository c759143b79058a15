/** Which application to run, in words that every thread can follow. */
import { grep, invertedIndex, sort, wordCount } from '../../protocols/mapreduce/applications/index.ts';
import type { Application } from '../../protocols/mapreduce/application.ts';
import { BadInput, messageOf } from '../bad-input.ts';

/** Says to every thread which application to run. */
export type ApplicationRef =
  | { readonly kind: 'named'; readonly name: 'wc' | 'indexer' }
  | { readonly kind: 'grep'; readonly wanted: string }
  | { readonly kind: 'sort'; readonly boundaries: readonly string[] }
  | { readonly kind: 'file'; readonly name: string; readonly module: string };

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
