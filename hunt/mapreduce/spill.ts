/** Intermediate data on the real disk: one file for each map attempt, with a part for each reduce task, sorted by key. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Pair } from '../../protocols/mapreduce/index.ts';

/** Where the parts of a file of intermediate data begin; one place more than there are parts. */
export type Offsets = readonly number[];

/** Half a surrogate pair is no character and has no UTF-8, but users cut strings where they like: it must come back as it was. */
const special = /[\t\n\\\ud800-\udfff]/;

const escaped = (text: string): string => {
  if (!special.test(text)) return text;
  const plain = text.replace(/[\t\n\\]/g, (found) => (found === '\t' ? '\\t' : found === '\n' ? '\\n' : '\\\\'));
  return plain.replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
};

const unescaped = (text: string): string => (text.includes('\\') ? text.replace(/\\(?:[tn\\]|u....)/g, meant) : text);

function meant(found: string): string {
  switch (found[1]) {
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'u':
      return String.fromCharCode(Number.parseInt(found.slice(2), 16));
    default:
      return '\\';
  }
}

/** A pair as a line. */
export const lineOfPair = (key: string, value: string): string => `${escaped(key)}\t${escaped(value)}\n`;

const newline = 0x0a;

/** The pairs between two places of a file, read piece by piece. Between two pieces it is closed: there may be more runs than a process may open. */
export function* pairsBetween(file: string, from: number, to: number, bytes: number): Generator<Pair, void, undefined> {
  let buffer = Buffer.allocUnsafe(Math.min(bytes, to - from));
  let held = 0;
  for (let at = from; at < to; ) {
    if (held === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
    const length = readAt(file, buffer.subarray(held, held + Math.min(buffer.length - held, to - at)), at);
    at += length;
    held += length;
    const end = buffer.subarray(0, held).lastIndexOf(newline) + 1;
    const lines = buffer.toString('utf8', 0, end);
    // Each pair is cut out when its turn comes: the lines of all runs at once would live long enough to be copied about.
    for (let begin = 0; begin < lines.length; ) {
      const tab = lines.indexOf('\t', begin);
      const lineEnd = lines.indexOf('\n', begin);
      yield [unescaped(lines.slice(begin, tab)), unescaped(lines.slice(tab + 1, lineEnd))];
      begin = lineEnd + 1;
    }
    buffer.copyWithin(0, end, held);
    held -= end;
  }
}

function readAt(file: string, into: Buffer, at: number): number {
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, into, 0, into.length, at);
    if (length === 0) throw new Error(`${file}: it ends at ${at}, before its last pair`);
    return length;
  } finally {
    closeSync(descriptor);
  }
}

/** Sorted runs as one sorted sequence; pairs of one key in the order of the runs. */
export function* merged(runs: readonly Iterator<Pair, void, undefined>[]): Generator<Pair, void, undefined> {
  const heap: Head[] = [];
  for (const [order, run] of runs.entries()) advance(heap, run, order);
  for (let head = pop(heap); head !== null; head = pop(heap)) {
    yield head.pair;
    advance(heap, head.run, head.order);
  }
}

interface Head {
  readonly pair: Pair;
  readonly order: number;
  readonly run: Iterator<Pair, void, undefined>;
}

function advance(heap: Head[], run: Iterator<Pair, void, undefined>, order: number): void {
  const { done, value } = run.next();
  if (done === true) return;
  let hole = heap.length;
  const head: Head = { pair: value, order, run };
  heap.push(head);
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(head, above)) break;
    heap[hole] = above;
    hole = parent;
  }
  heap[hole] = head;
}

const isBefore = (left: Head, right: Head): boolean => (left.pair[0] === right.pair[0] ? left.order < right.order : left.pair[0] < right.pair[0]);

function pop(heap: Head[]): Head | null {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined) return null;
  if (heap.length === 0) return first;
  let hole = 0;
  for (;;) {
    const [left, right] = [heap[2 * hole + 1], heap[2 * hole + 2]];
    const child = right !== undefined && left !== undefined && isBefore(right, left) ? 2 * hole + 2 : 2 * hole + 1;
    const below = heap[child];
    if (below === undefined || isBefore(last, below)) break;
    heap[hole] = below;
    hole = child;
  }
  heap[hole] = last;
  return first;
}
