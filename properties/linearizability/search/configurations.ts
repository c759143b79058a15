import { mix } from '../../../sim/core/fingerprint.ts';
import type { Problem } from './problem.ts';
import type { Usage } from './usage.ts';
import { at, withRoom } from './words.ts';

/**
 * The layout of a configuration: what has been done, and the state that it left.
 *
 * `first` is the first operation, in order of returns, that has not been done; the mask says which later ones have, and which
 * overwriting ones could have been; `used` which unanswered ones (see `Usage`). `parent` and `move` tell how it was reached;
 * `sibling` chains those that agree in `first`, state and dependent operations.
 */
export const layout = { first: 0, state: 1, used: 2, parent: 3, move: 4, sibling: 5, mask: 6 } as const;

const none = -1;
/** A configuration of ordinary width takes at most this many words. */
const wordsPerConfiguration = 16;
const comparisonsPerConfiguration = 64;

export type MaskWords = Pick<Problem<unknown, unknown, unknown>, 'words' | 'dependentWords' | 'overwritingWords'>;

/**
 * The configurations visited.
 *
 * One is dominated by another that agrees with it on `first`, state and dependent operations, has done at least its pure
 * ones, used at most its unanswered ones, and can pass off each overwriting one as done or not done where they differ in it:
 * whatever completes the dominated one completes the other. Dominated ones are not kept. Sound in any order of visits: of all configurations that can be completed, look at those with the shortest
 * completion, and among them at one that is not dominated: its next step is visited or dominated by something visited, and
 * that has a shorter completion.
 */
export class Configurations {
  #words: Int32Array;
  #table = new Int32Array(64).fill(none);
  #count = 0;
  #comparisons = 0;
  readonly #stride: number;
  /** Fields where the masks of overwriting operations begin: done, and could have been; and that of pure ones. */
  readonly #doneFrom: number;
  readonly #couldFrom: number;
  readonly #pureFrom: number;
  readonly #usage: Usage;

  constructor({ words, dependentWords, overwritingWords }: MaskWords, usage: Usage) {
    this.#stride = layout.mask + words;
    this.#doneFrom = layout.mask + dependentWords;
    this.#couldFrom = this.#doneFrom + overwritingWords;
    this.#pureFrom = this.#couldFrom + overwritingWords;
    this.#usage = usage;
    this.#words = new Int32Array(this.#stride * 16);
  }

  get count(): number {
    return this.#count;
  }

  /** What visiting them has cost: one for each, and one for so many comparisons with others. */
  get cost(): number {
    return this.#count + Math.floor(this.#comparisons / comparisonsPerConfiguration);
  }

  /** How many of ordinary width one configuration counts as, so that memory is bounded too. */
  get price(): number {
    return Math.max(1, this.#stride / wordsPerConfiguration);
  }

  /** Words of memory that one configuration takes. */
  get stride(): number {
    return this.#stride;
  }

  get(node: number, field: number): number {
    return at(this.#words, node * this.#stride + field);
  }

  /** Copies a configuration into `scratch`. */
  read(node: number, scratch: Int32Array): void {
    const from = node * this.#stride;
    for (let i = 0; i < this.#stride; i++) scratch[i] = at(this.#words, from + i);
  }

  /** Whether the node has been found dominated since it was added. */
  isDominated(node: number): boolean {
    return this.get(node, layout.used) < 0;
  }

  /** Adds a configuration unless it is dominated; its node, or -1. */
  add(candidate: Int32Array): number {
    if (this.#count * 2 >= this.#table.length) this.#growTable();
    const entry = this.#entryOf(candidate, 0);
    if (!this.#settleAmongSiblings(entry, candidate)) return none;
    return this.#append(entry, candidate);
  }

  #append(entry: number, candidate: Int32Array): number {
    const node = this.#count++;
    const from = node * this.#stride;
    this.#words = withRoom(this.#words, from + this.#stride);
    this.#words.set(candidate, from);
    this.#words[from + layout.sibling] = at(this.#table, entry);
    this.#table[entry] = node;
    return node;
  }

  /** False if a sibling dominates the candidate; otherwise drops the siblings that it dominates. */
  #settleAmongSiblings(entry: number, candidate: Int32Array): boolean {
    let before = none;
    for (let node = at(this.#table, entry); node !== none; node = this.get(node, layout.sibling)) {
      this.#comparisons++;
      if (this.#dominates(this.#words, node * this.#stride, candidate, 0)) return false;
      if (this.#dominates(candidate, 0, this.#words, node * this.#stride)) this.#drop(entry, before, node);
      else before = node;
    }
    return true;
  }

  #dominates(strong: Int32Array, s: number, weak: Int32Array, w: number): boolean {
    for (let i = this.#pureFrom; i < this.#stride; i++) if ((at(weak, w + i) & ~at(strong, s + i)) !== 0) return false;
    for (let done = this.#doneFrom, could = this.#couldFrom; done < this.#couldFrom; done++, could++) {
      const matter = (at(strong, s + done) ^ at(weak, w + done)) | at(weak, w + could);
      if ((matter & ~at(strong, s + could)) !== 0) return false;
    }
    return this.#usage.isWithin(at(strong, s + layout.used), at(weak, w + layout.used));
  }

  #drop(entry: number, before: number, node: number): void {
    const after = this.get(node, layout.sibling);
    if (before === none) this.#table[entry] = after;
    else this.#words[before * this.#stride + layout.sibling] = after;
    this.#words[node * this.#stride + layout.used] = none;
  }

  /** The entry of the table where those that agree with the configuration stand, or will stand. */
  #entryOf(words: Int32Array, from: number): number {
    const last = this.#table.length - 1;
    let entry = this.#hash(words, from) & last;
    for (;;) {
      const node = at(this.#table, entry);
      if (node === none || this.#agree(node * this.#stride, words, from)) return entry;
      entry = (entry + 1) & last;
    }
  }

  #agree(left: number, words: Int32Array, right: number): boolean {
    const known = this.#words;
    if (at(known, left + layout.first) !== at(words, right + layout.first)) return false;
    if (at(known, left + layout.state) !== at(words, right + layout.state)) return false;
    for (let i = layout.mask; i < this.#doneFrom; i++) if (at(known, left + i) !== at(words, right + i)) return false;
    return true;
  }

  #hash(words: Int32Array, from: number): number {
    let h = mix(at(words, from + layout.first) ^ Math.imul(at(words, from + layout.state), 0x9e3779b1));
    for (let i = layout.mask; i < this.#doneFrom; i++) h = mix(h ^ at(words, from + i)) + 0x7f4a7c15;
    return h;
  }

  #growTable(): void {
    const heads = this.#table.filter((node) => node !== none);
    this.#table = new Int32Array(this.#table.length * 2).fill(none);
    for (const node of heads) this.#table[this.#entryOf(this.#words, node * this.#stride)] = node;
  }
}
