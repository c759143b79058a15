import { mix } from '../core/fingerprint.ts';

/** The rolling hash of a run: 64 bits in two lanes, one absorption per step. */
export class RollingHash {
  private low = 0x243f6a88;
  private high = 0x85a308d3 | 0;

  /** Takes in 32 bits. */
  absorb(word: number): void {
    this.low = mix(Math.imul(this.low, 31) + word);
    this.high = Math.imul(this.high ^ word ^ (this.low >>> 7), 0x01000193) ^ (this.high >>> 15);
  }

  /** 16 bits of it: kept for every step, so that a replay can name the first step that differs. */
  get digest(): number {
    return (this.low ^ this.high) & 0xffff;
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return hexadecimal(this.low) + hexadecimal(this.high);
  }

  /** An independent hash in the same state. */
  copy(): RollingHash {
    const twin = new RollingHash();
    twin.low = this.low;
    twin.high = this.high;
    return twin;
  }
}

const hexadecimal = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
