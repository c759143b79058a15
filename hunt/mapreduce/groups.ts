/** The values of each key, as a map task collects them. Most of its time and of its memory goes in here. */

/** Merges values of one key where the application does so; null where it does not. */
export type Merge = ((key: string, values: readonly string[]) => readonly string[]) | null;

/** A key's values are merged when so many more have come than were left: few, so that they die young. */
const mergeAt = 16;

/** Equal values are told one by one when there are so many: all of them at once go to the user's function, as an array. */
const longestRun = 1 << 10;

/**
 * A hash table of its own: of a key in it no more is touched than a few words, and a value that comes once more is only counted. A `Map` of arrays
 * holds several times as much, more than a core has at hand, and two cores wait for the same memory.
 */
export class Groups {
  /** In the order in which they came first: a key's place. */
  readonly keys: string[] = [];
  private readonly merge: Merge;
  /** Places plus one, by hash; 0 is free. At least half of them are. */
  private slots = new Int32Array(1 << 11);
  private hashes: Int32Array = new Int32Array(1 << 10);
  /** The value that came last. */
  private readonly last: string[] = [];
  /** How often it came in a row. */
  private times: Int32Array = new Int32Array(1 << 10);
  /** What came before it. */
  private readonly earlier = new Map<number, Earlier>();

  constructor(merge: Merge) {
    this.merge = merge;
  }

  add(key: string, value: string): void {
    const place = this.placeOf(key, value);
    const times = this.times[place] ?? 0;
    if (this.last[place] === value && times < longestRun) this.times[place] = times + 1;
    else this.endRun(place, value);
  }

  /** In the order in which they came, but for what was merged. */
  valuesAt(place: number): readonly string[] {
    const run = this.runAt(place);
    const values = this.earlier.get(place)?.values;
    return values === undefined ? run : [...values, ...run];
  }

  /** A new key gets its first value here, no times yet. */
  private placeOf(key: string, value: string): number {
    const hash = hashOf(key);
    const { slots, hashes, keys } = this;
    const mask = slots.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const place = (slots[at] ?? 0) - 1;
      if (place < 0) return this.addKey(key, value, hash, at);
      if (hashes[place] === hash && keys[place] === key) return place;
    }
  }

  private addKey(key: string, value: string, hash: number, at: number): number {
    const place = this.keys.push(key) - 1;
    this.last.push(value);
    this.slots[at] = place + 1;
    this.hashes[place] = hash;
    if (this.keys.length === this.hashes.length) this.grow();
    return place;
  }

  private grow(): void {
    this.hashes = doubled(this.hashes);
    this.times = doubled(this.times);
    const slots = new Int32Array(2 * this.slots.length);
    const mask = slots.length - 1;
    for (let place = 0; place < this.keys.length; place++) {
      let at = (this.hashes[place] ?? 0) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = place + 1;
    }
    this.slots = slots;
  }

  private endRun(place: number, value: string): void {
    const { values, left } = this.earlier.get(place) ?? { values: [], left: 0 };
    for (const one of this.runAt(place)) values.push(one);
    this.earlier.set(place, values.length < left + mergeAt ? { values, left } : this.merged(place, values));
    this.last[place] = value;
    this.times[place] = 1;
  }

  private merged(place: number, values: string[]): Earlier {
    if (this.merge === null) return { values, left: values.length };
    const kept = [...this.merge(this.keys[place] ?? '', values)];
    return { values: kept, left: 2 * kept.length };
  }

  private runAt(place: number): readonly string[] {
    const value = this.last[place] ?? '';
    const run: string[] = [];
    for (let times = this.times[place] ?? 0; times > 0; times--) run.push(value);
    return run;
  }
}

interface Earlier {
  readonly values: string[];
  /** Twice as many as were left when they were merged last. */
  readonly left: number;
}

function doubled(from: Int32Array): Int32Array {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}

function hashOf(key: string): number {
  let hash = key.length;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
