/** How a worker makes output appear in the file system: whole or not at all, and for good before anybody hears of it. */
import type { Pair } from './application.ts';
import type { FileOperation } from './files.ts';

/** A file: its name and its contents. */
type NamedText = readonly [name: string, text: string];

export interface PublishRules {
  /** "When a reduce task completes, the reduce worker atomically renames its temporary output file" (3.3): the name before that. */
  temporaryName(name: string, attempt: number): string;
  /** The requests that make the files appear, one after the other. */
  steps(files: readonly NamedText[], temporaryName: (name: string) => string): readonly (readonly FileOperation[])[];
}

export const publishRules: PublishRules = {
  temporaryName: (name, attempt) => `${name}.${attempt}`,

  // Contents first, then names: a name that became durable before its contents would stand for an empty file after a power failure.
  steps: (files, temporaryName) => [...writesOf(files, temporaryName), syncsOf(files, temporaryName), renamesOf(files, temporaryName), [{ kind: 'syncDirectory' }]],
};

/** Written in two parts: nobody writes a file in one go. */
export function writesOf(files: readonly NamedText[], nameOf: (name: string) => string): readonly (readonly FileOperation[])[] {
  const middle = (text: string): number => Math.floor(text.length / 2);
  return [
    files.map(([name, text]): FileOperation => ({ kind: 'write', name: nameOf(name), offset: 0, text: text.slice(0, middle(text)) })),
    files.map(([name, text]): FileOperation => ({ kind: 'write', name: nameOf(name), offset: middle(text), text: text.slice(middle(text)) })),
  ];
}

export const syncsOf = (files: readonly NamedText[], nameOf: (name: string) => string): readonly FileOperation[] => files.map(([name]) => ({ kind: 'sync', name: nameOf(name) }));

export const renamesOf = (files: readonly NamedText[], nameOf: (name: string) => string): readonly FileOperation[] =>
  files.map(([name]) => ({ kind: 'rename', from: nameOf(name), to: name }));

/** Intermediate pairs as a file: one to a line. */
export const encode = (pairs: readonly Pair[]): string => pairs.map((pair) => `${JSON.stringify(pair)}\n`).join('');

/** The pairs of a file, up to the first line that is not whole: who reads too early, or after a power failure, sees less. */
export function decode(text: string): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const line of text.split('\n')) {
    const pair = line === '' ? null : parse(line);
    if (pair === null) break;
    pairs.push(pair);
  }
  return pairs;
}

function parse(line: string): Pair | null {
  try {
    const value: unknown = JSON.parse(line);
    if (!Array.isArray(value)) return null;
    const [key, other]: readonly unknown[] = value;
    return typeof key === 'string' && typeof other === 'string' ? [key, other] : null;
  } catch {
    return null;
  }
}
