import { assert } from './assert.ts';
import {
  type Chunk,
  type ChunkTree,
  chunkAt,
  chunkNumber,
  copyOfChunk,
  emptyChunk,
  emptyTree,
  endOfChunk,
  withChunk,
  withoutBefore,
  withoutFrom,
} from './chunks.ts';
import { type Collection, elementsOf, freezeElements } from './collection.ts';
import { fingerprint, fingerprintOf, fold } from './fingerprint.ts';

/** Prefix hash of a log in which nothing has stood yet. */
const hashOfNothing = 0x6c6f67;

/** Chunk numbers are computed in 32-bit arithmetic. */
const highestIndex = 2 ** 31 - 1;

/**
 * A persistent sequence of entries, compacted from its beginning as Raft does (Raft paper, section 7).
 *
 * Indices are absolute: an entry keeps its index when those before it are dropped. Every operation returns a new log and
 * leaves the old one as it was; both share what they have in common. Appending is O(1) amortised, `truncate`, `dropPrefix`
 * and random access are O(log32 n).
 *
 * A prefix hash stands beside each entry: two logs with the same `prefixHash(i)` have held the same entries up to `i` (but
 * for one chance in 2^32), dropped ones included. So Log Matching (5.3) is one comparison, and so is equality of two logs:
 * that of their fingerprints.
 */
export class Log<T> implements Collection {
  /** Index of the oldest entry that is still there, or of the next one where there is none. */
  readonly firstIndex: number;
  /** Index of the newest entry; `firstIndex - 1` where there is none. */
  readonly lastIndex: number;
  /** The full chunks before the tail. */
  readonly #full: ChunkTree<T>;
  /** The chunk of the newest entry. Other versions may have grown it beyond `lastIndex`: that part is not ours. */
  readonly #tail: Chunk<T>;
  /** Prefix hash of what was dropped. */
  readonly #droppedHash: number;
  /** Prefix hash of everything. */
  readonly #hash: number;
  /** Entries up to this index have been handed to `freeze`. Says nothing about the content, so it may change. */
  #frozenThrough: number;

  private constructor(
    firstIndex: number,
    lastIndex: number,
    full: ChunkTree<T>,
    tail: Chunk<T>,
    droppedHash: number,
    hash: number,
    frozenThrough: number,
  ) {
    this.firstIndex = firstIndex;
    this.lastIndex = lastIndex;
    this.#full = full;
    this.#tail = tail;
    this.#droppedHash = droppedHash;
    this.#hash = hash;
    this.#frozenThrough = frozenThrough;
  }

  /**
   * A log without entries. One that continues a snapshot begins at the index after it; with the `prefixHash` of the
   * snapshot's last index, it stays comparable with logs that were not compacted.
   */
  static empty<T>(firstIndex: number = 1, prefixHash: number = hashOfNothing): Log<T> {
    const valid = Number.isInteger(firstIndex) && firstIndex >= 0 && firstIndex <= highestIndex;
    assert(valid, 'a log begins at a whole number from 0 to 2^31 - 1', () => String(firstIndex));
    const hash = prefixHash | 0;
    return new Log<T>(firstIndex, firstIndex - 1, emptyTree, emptyChunk(firstIndex), hash, hash, firstIndex - 1);
  }

  /** A log of these entries, the first of them at `firstIndex`. */
  static from<T>(entries: Iterable<T>, firstIndex: number = 1): Log<T> {
    return extended(Log.empty<T>(firstIndex), entries);
  }

  /** Number of entries that are still there. */
  get length(): number {
    return this.lastIndex + 1 - this.firstIndex;
  }

  /** The log with `entry` at `lastIndex + 1`. Entries are canonical values; they are shared, never copied. */
  append(entry: T): Log<T> {
    assert(entry !== undefined, 'an entry of a log is not undefined');
    const index = this.lastIndex + 1;
    assert(index <= highestIndex, 'a log ends at 2^31 - 1 at the latest');
    const hash = fold(this.#hash, fingerprint(entry));
    const isFull = chunkNumber(index) !== chunkNumber(this.#tail.start);
    const full = isFull ? withChunk(this.#full, this.#tail) : this.#full;
    const tail = isFull ? emptyChunk<T>(index) : this.#openTail();
    tail.entries.push(entry);
    tail.hashes.push(hash);
    return new Log(this.firstIndex, index, full, tail, this.#droppedHash, hash, this.#frozenThrough);
  }

  /**
   * A tail whose end is ours to write. The first version to append writes into the shared chunk, beyond what any other
   * version reads; whoever comes second finds that place taken and gets a copy.
   */
  #openTail(): Chunk<T> {
    const end = this.lastIndex + 1;
    return this.#tail.start + this.#tail.entries.length === end ? this.#tail : copyOfChunk(this.#tail, this.#tail.start, end);
  }

  appendAll(entries: Iterable<T>): Log<T> {
    return extended(this, entries);
  }

  /** The log up to and including `lastIndex`: everything after it goes. */
  truncate(lastIndex: number): Log<T> {
    this.#requireWithin(lastIndex, this.firstIndex - 1);
    if (lastIndex === this.lastIndex) return this;
    if (lastIndex < this.firstIndex) return Log.empty(this.firstIndex, this.#droppedHash);
    const inTail = lastIndex >= this.#tail.start;
    const full = inTail ? this.#full : withoutFrom(this.#full, chunkNumber(lastIndex));
    const frozenThrough = Math.min(this.#frozenThrough, lastIndex);
    const hash = this.prefixHash(lastIndex);
    return new Log(this.firstIndex, lastIndex, full, this.#chunkOf(lastIndex), this.#droppedHash, hash, frozenThrough);
  }

  /** The log after `lastDropped`: that entry and everything before it goes (and is freed, unless older versions live on). */
  dropPrefix(lastDropped: number): Log<T> {
    this.#requireWithin(lastDropped, this.firstIndex - 1);
    const first = lastDropped + 1;
    if (first === this.firstIndex) return this;
    const droppedHash = this.prefixHash(lastDropped);
    if (first > this.lastIndex) return Log.empty(first, droppedHash);
    const inTail = first >= this.#tail.start;
    const tail = inTail ? copyOfChunk(this.#tail, first, this.lastIndex + 1) : this.#tail;
    const full = inTail ? emptyTree : this.#fullFrom(first);
    return new Log(first, this.lastIndex, full, tail, droppedHash, this.#hash, this.#frozenThrough);
  }

  /** The full chunks from index `first` on, which stands in one of them; of that one, only what stays. */
  #fullFrom(first: number): ChunkTree<T> {
    const chunk = this.#chunkOf(first);
    const rest = withoutBefore(this.#full, chunkNumber(first));
    return chunk.start === first ? rest : withChunk(rest, copyOfChunk(chunk, first, endOfChunk(first)));
  }

  /** The entry at `index`, from `firstIndex` to `lastIndex`. */
  at(index: number): T {
    this.#requireWithin(index, this.firstIndex);
    const chunk = this.#chunkOf(index);
    const entry = chunk.entries[index - chunk.start];
    assert(entry !== undefined, 'every index of a log has its entry', () => String(index));
    return entry;
  }

  /** Fingerprint (32 bits, signed) of all entries up to and including `index`, from `firstIndex - 1` to `lastIndex`. */
  prefixHash(index: number): number {
    this.#requireWithin(index, this.firstIndex - 1);
    if (index < this.firstIndex) return this.#droppedHash;
    const chunk = this.#chunkOf(index);
    const hash = chunk.hashes[index - chunk.start];
    assert(hash !== undefined, 'every index of a log has its prefix hash', () => String(index));
    return hash;
  }

  /** The entries from index `from` up to, but not including, index `to`. */
  slice(from: number = this.firstIndex, to: number = this.lastIndex + 1): T[] {
    const within = Number.isInteger(from) && Number.isInteger(to) && this.firstIndex <= from && from <= to && to <= this.lastIndex + 1;
    assert(within, 'a slice is within its log', () => `${from} to ${to} is not in ${this.firstIndex} to ${this.lastIndex + 1}`);
    const found: T[] = [];
    for (let index = from; index < to; index = endOfChunk(index)) found.push(...this.#run(index, to));
    return found;
  }

  /** The entries from `index` up to the end of its chunk, but not beyond index `to`. */
  #run(index: number, to: number): T[] {
    const chunk = this.#chunkOf(index);
    return chunk.entries.slice(index - chunk.start, to - chunk.start);
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    const to = this.lastIndex + 1;
    for (let index = this.firstIndex; index < to; index = endOfChunk(index)) yield* this.#run(index, to);
  }

  /** Each index with its entry, oldest first. */
  *entries(): Generator<readonly [number, T], void, undefined> {
    let index = this.firstIndex;
    for (const entry of this) yield [index++, entry];
  }

  /** The chunk that holds `index`, which is in the log. */
  #chunkOf(index: number): Chunk<T> {
    if (index >= this.#tail.start) return this.#tail;
    const chunk = chunkAt(this.#full, chunkNumber(index));
    assert(chunk !== null, 'every index of a log has its chunk', () => String(index));
    return chunk;
  }

  #requireWithin(index: number, lowest: number): void {
    const within = Number.isInteger(index) && index >= lowest && index <= this.lastIndex;
    assert(within, 'an index is within its log', () => `${index} is not in ${lowest} to ${this.lastIndex}`);
  }

  [fingerprintOf](): number {
    return fold(fold(this.#hash, this.firstIndex), this.lastIndex);
  }

  *[elementsOf](): Generator<readonly [string, unknown], void, undefined> {
    yield ['.firstIndex', this.firstIndex];
    for (const [index, entry] of this.entries()) yield [`.at(${index})`, entry];
  }

  [freezeElements](freeze: (element: unknown) => void): void {
    const from = Math.max(this.firstIndex, this.#frozenThrough + 1);
    this.#frozenThrough = this.lastIndex;
    for (const entry of this.slice(from)) freeze(entry);
  }
}

function extended<T>(log: Log<T>, entries: Iterable<T>): Log<T> {
  for (const entry of entries) log = log.append(entry);
  return log;
}
