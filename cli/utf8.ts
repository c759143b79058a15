/** Where a file is no UTF-8: read anyway, different bytes would become the same character, and different keys one. */
import { closeSync, openSync, readSync } from 'node:fs';

const chunkSize = 1 << 20;
const newline = 0x0a;

/** Counted from 1, columns in UTF-16 units as everywhere. */
export interface BadByte {
  readonly line: number;
  readonly column: number;
  readonly byte: number;
}

/** The first byte of a file that has no place in UTF-8; null where there is none. The end counts where it comes amid a character, as byte -1. */
export function findBadByte(file: string): BadByte | null {
  const descriptor = openSync(file, 'r');
  try {
    const scan = new Scan();
    const buffer = Buffer.allocUnsafe(chunkSize);
    for (;;) {
      const length = readSync(descriptor, buffer, 0, chunkSize, null);
      const bad = length === 0 ? scan.end() : scan.read(buffer.subarray(0, length));
      if (bad !== null || length === 0) return bad;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** What may come next, by table 3-7 of the Unicode Standard: no overlong forms, no surrogates, nothing past U+10FFFF. */
class Scan {
  #line = 1;
  #column = 1;
  /** Bytes that the character still needs; the next of them lies between these two. */
  #needed = 0;
  #least = 0x80;
  #most = 0xbf;
  #isWide = false;

  read(bytes: Uint8Array): BadByte | null {
    for (const byte of bytes) {
      if (this.#needed === 0 ? !this.#begin(byte) : !this.#goOn(byte)) return { line: this.#line, column: this.#column, byte };
    }
    return null;
  }

  end(): BadByte | null {
    return this.#needed === 0 ? null : { line: this.#line, column: this.#column, byte: -1 };
  }

  #begin(byte: number): boolean {
    if (byte < 0x80) {
      this.#column = byte === newline ? 1 : this.#column + 1;
      if (byte === newline) this.#line++;
      return true;
    }
    if (byte < 0xc2 || byte > 0xf4) return false;
    this.#needed = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#isWide = this.#needed === 3;
    this.#least = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
    this.#most = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
    return true;
  }

  #goOn(byte: number): boolean {
    if (byte < this.#least || byte > this.#most) return false;
    [this.#least, this.#most] = [0x80, 0xbf];
    if (--this.#needed === 0) this.#column += this.#isWide ? 2 : 1;
    return true;
  }
}
