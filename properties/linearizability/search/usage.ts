import { item } from './words.ts';

/** How often operations of some kinds were used: pairs of kind and count, by kind. */
type Counts = readonly number[];

/** Which unanswered operations have taken effect: multisets of kinds, interned as small integers. 0 is the empty one. */
export class Usage {
  readonly #counts: Counts[] = [[]];
  readonly #ids = new Map<string, number>([['', 0]]);
  /** By multiset: what adding each kind gives, once asked. */
  readonly #sums: Map<number, number>[] = [];

  /** How many of `kind` are in `used`. */
  count(used: number, kind: number): number {
    const counts = item(this.#counts, used);
    for (let i = 0; i < counts.length; i += 2) if (counts[i] === kind) return item(counts, i + 1);
    return 0;
  }

  /** `used` with one more of `kind`. */
  add(used: number, kind: number): number {
    const sums = (this.#sums[used] ??= new Map<number, number>());
    const known = sums.get(kind);
    if (known !== undefined) return known;
    const sum = this.#sum(used, kind);
    sums.set(kind, sum);
    return sum;
  }

  #sum(used: number, kind: number): number {
    const before = item(this.#counts, used);
    let i = 0;
    while (i < before.length && item(before, i) < kind) i += 2;
    const present = before[i] === kind;
    const count = present ? item(before, i + 1) + 1 : 1;
    return this.#intern(before.toSpliced(i, present ? 2 : 0, kind, count));
  }

  #intern(counts: Counts): number {
    const text = counts.join();
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#counts.length;
    this.#counts.push(counts);
    this.#ids.set(text, id);
    return id;
  }

  /** Whether `smaller` uses no kind more often than `larger` does. */
  isWithin(smaller: number, larger: number): boolean {
    if (smaller === larger || smaller === 0) return true;
    const few = item(this.#counts, smaller);
    const many = item(this.#counts, larger);
    if (few.length > many.length) return false;
    let j = 0;
    for (let i = 0; i < few.length; i += 2) {
      while (j < many.length && item(many, j) < item(few, i)) j += 2;
      if (many[j] !== few[i] || item(many, j + 1) < item(few, i + 1)) return false;
    }
    return true;
  }
}
