/** Most indices that a table remembers. */
const mostKept = 2 ** 16;
const leastKept = 2 ** 6;

/** A 32-bit number for each of the newest indices of a log. It forgets what is 65,536 indices back: long runs stay small. */
export class IndexTable {
  private indices = new Int32Array(leastKept).fill(-1);
  private values = new Int32Array(leastKept);

  /** Null where there is none, or none any more. */
  get(index: number): number | null {
    const slot = index & (this.indices.length - 1);
    return this.indices[slot] === index ? (this.values[slot] ?? null) : null;
  }

  set(index: number, value: number): void {
    let slot = index & (this.indices.length - 1);
    while (this.isTaken(slot, index) && this.indices.length < mostKept) {
      this.grow();
      slot = index & (this.indices.length - 1);
    }
    if ((this.indices[slot] ?? -1) > index) return;
    this.indices[slot] = index;
    this.values[slot] = value;
  }

  private isTaken(slot: number, index: number): boolean {
    const known = this.indices[slot] ?? -1;
    return known !== -1 && known !== index;
  }

  private grow(): void {
    const { indices, values } = this;
    this.indices = new Int32Array(indices.length * 2).fill(-1);
    this.values = new Int32Array(indices.length * 2);
    for (let slot = 0; slot < indices.length; slot++) {
      const index = indices[slot] ?? -1;
      if (index === -1) continue;
      this.indices[index & (this.indices.length - 1)] = index;
      this.values[index & (this.indices.length - 1)] = values[slot] ?? 0;
    }
  }
}
