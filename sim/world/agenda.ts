/**
 * What will happen: a binary heap ordered by (time, tie-break), a number and 32 signed bits. Times and tie-breaks stand in
 * typed arrays beside the items, so that sifting touches no object. Items equal in both come out in an order that depends on
 * what else was there: give each a tie-break of its own.
 */
export class Agenda<Item> {
  private times: Float64Array;
  private ties: Int32Array;
  private items: Item[];
  private count = 0;

  constructor(capacity = 64) {
    this.times = new Float64Array(capacity);
    this.ties = new Int32Array(capacity);
    this.items = [];
  }

  get size(): number {
    return this.count;
  }

  /** Time of the next item; Infinity where there is none. */
  get nextTime(): number {
    return this.count === 0 ? Infinity : (this.times[0] ?? Infinity);
  }

  push(time: number, tie: number, item: Item): void {
    if (this.count === this.times.length) this.grow();
    let hole = this.count++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.isBefore(time, tie, parent)) break;
      this.move(parent, hole);
      hole = parent;
    }
    this.place(hole, time, tie, item);
  }

  /** Takes out the next item; undefined where there is none. */
  pop(): Item | undefined {
    if (this.count === 0) return undefined;
    const first = this.items[0];
    this.count--;
    const item = this.items.pop();
    if (this.count > 0 && item !== undefined) this.sink(this.times[this.count] ?? 0, this.ties[this.count] ?? 0, item);
    return first;
  }

  /** An independent agenda with the same items. */
  copy(): Agenda<Item> {
    const twin = new Agenda<Item>(0);
    twin.times = this.times.slice();
    twin.ties = this.ties.slice();
    twin.items = this.items.slice();
    twin.count = this.count;
    return twin;
  }

  /** Puts an item at the root and lets it sink to its place. */
  private sink(time: number, tie: number, item: Item): void {
    let hole = 0;
    for (let child = this.firstChild(hole); child < this.count; child = this.firstChild(hole)) {
      if (this.isBefore(time, tie, child)) break;
      this.move(child, hole);
      hole = child;
    }
    this.place(hole, time, tie, item);
  }

  /** The earlier of the two children; at or beyond `count` where there is none. */
  private firstChild(parent: number): number {
    const left = 2 * parent + 1;
    const right = left + 1;
    return right < this.count && this.isBefore(this.times[right] ?? 0, this.ties[right] ?? 0, left) ? right : left;
  }

  private isBefore(time: number, tie: number, index: number): boolean {
    const other = this.times[index] ?? 0;
    return time < other || (time === other && tie < (this.ties[index] ?? 0));
  }

  private move(from: number, to: number): void {
    const item = this.items[from];
    if (item !== undefined) this.place(to, this.times[from] ?? 0, this.ties[from] ?? 0, item);
  }

  private place(at: number, time: number, tie: number, item: Item): void {
    this.times[at] = time;
    this.ties[at] = tie;
    this.items[at] = item;
  }

  private grow(): void {
    const capacity = Math.max(16, this.times.length * 2);
    const times = new Float64Array(capacity);
    times.set(this.times);
    this.times = times;
    const ties = new Int32Array(capacity);
    ties.set(this.ties);
    this.ties = ties;
  }
}
