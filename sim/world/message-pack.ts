/**
 * Values as MessagePack. What comes from outside is walked first, without allocating what it claims to hold: msgpackr only
 * sees bytes that are known to be whole, shallow and plain.
 */
// This entry of msgpackr never looks for its native add-on.
import { Packr } from 'msgpackr/pack';
import { CapsuleError } from './capsule-error.ts';

/** Without records the bytes depend on the value alone, not on what was packed before. */
const packer = new Packr({ useRecords: false, mapsAsObjects: true, copyBuffers: true, useToJSON: false });

/** Values (keys counted) in one payload: what bounds the memory that decoding takes, to some 200 bytes each. */
const mostValues = 2_000_000;

/** Bytes of the name of a field. */
const longestName = 10_000;

/** Containers in containers. */
const deepest = 256;

/** The bytes of a value made of null, booleans, numbers, strings, `Uint8Array`s, arrays and objects. */
export function pack(value: unknown): Uint8Array {
  const packed: Uint8Array = packer.pack(value);
  // A copy: msgpackr writes into a buffer that it goes on using.
  return new Uint8Array(packed);
}

/**
 * The value in `bytes` between `from` and `to`. Throws a `CapsuleError` that names the byte, counted from the beginning of `bytes`.
 * Time grows with the length, memory with the number of values, which is bounded.
 */
export function unpack(bytes: Uint8Array, from: number, to: number): Unpacked {
  const hasEscapes = scan(bytes, from, to);
  return { value: packer.unpack(bytes.subarray(from, to)), hasEscapes };
}

export interface Unpacked {
  readonly value: unknown;
  /** The name of some field begins with `$`. */
  readonly hasEscapes: boolean;
}

/** Throws where `unpack` would. Answers whether the name of some field begins with `$`. */
export function scan(bytes: Uint8Array, from: number, to: number): boolean {
  return new Scanner(bytes, from, to).scan();
}

/** Walks over one value: the part of MessagePack that `pack` writes, and nothing else. */
class Scanner {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly end: number;
  private at: number;
  private values = 0;
  private hasEscapes = false;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = from;
    this.end = to;
  }

  scan(): boolean {
    this.value(0);
    if (this.at < this.end) throw fault(this.at, 'the end of the payload', `${this.end - this.at} more bytes`);
    return this.hasEscapes;
  }

  private value(depth: number): void {
    const start = this.at;
    if (++this.values > mostValues) throw fault(start, `at most ${mostValues} values`, 'one more');
    const token = this.skip(1, 'a value');
    const head = this.bytes[token] ?? 0;
    // Small integers are a byte, and small containers and texts have their length in it.
    if (head <= 0x7f || head >= 0xe0) return;
    if (head <= 0x8f) return this.map(head & 0x0f, start, depth);
    if (head <= 0x9f) return this.array(head & 0x0f, start, depth);
    if (head <= 0xbf) return void this.text(head & 0x1f);
    this.long(head, start, depth);
  }

  private long(head: number, start: number, depth: number): void {
    switch (head) {
      case 0xc0:
      case 0xc2:
      case 0xc3:
        return;
      case 0xcb:
        return this.float();
      case 0xcc:
      case 0xd0:
        return void this.skip(1, 'a number of 1 byte');
      case 0xcd:
      case 0xd1:
        return void this.skip(2, 'a number of 2 bytes');
      case 0xce:
      case 0xd2:
        return void this.skip(4, 'a number of 4 bytes');
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return void this.content(this.length(head - 0xc4), 'a block');
      case 0xd9:
      case 0xda:
      case 0xdb:
        return void this.text(this.length(head - 0xd9));
      case 0xdc:
      case 0xdd:
        return this.array(this.length(head - 0xdb), start, depth);
      case 0xde:
      case 0xdf:
        return this.map(this.length(head - 0xdd), start, depth);
      default:
        throw fault(start, 'plain data', foreign(head));
    }
  }

  private array(count: number, start: number, depth: number): void {
    this.enter(count, 'elements', start, depth);
    for (let i = 0; i < count; i++) this.value(depth + 1);
  }

  private map(count: number, start: number, depth: number): void {
    this.enter(2 * count, 'names and values', start, depth);
    const names = new Names(this.bytes);
    for (let i = 0; i < count; i++) {
      this.name(names);
      this.value(depth + 1);
    }
  }

  /** Each value takes a byte at least: no need to believe a count that the bytes left cannot hold. */
  private enter(count: number, of: string, start: number, depth: number): void {
    if (depth >= deepest) throw fault(start, `at most ${deepest} levels`, 'one more');
    const left = this.end - this.at;
    if (count > left) throw fault(start, `${count} ${of}`, `${left} bytes until the end`);
  }

  private name(names: Names): void {
    const start = this.at;
    if (++this.values > mostValues) throw fault(start, `at most ${mostValues} values`, 'one more');
    const head = this.bytes[this.skip(1, 'a name')] ?? 0;
    const isText = (head >= 0xa0 && head <= 0xbf) || (head >= 0xd9 && head <= 0xdb);
    if (!isText) throw fault(start, 'a name', 'something that is no text');
    const from = this.text(head <= 0xbf ? head & 0x1f : this.length(head - 0xd9));
    if (this.at - from > longestName) throw fault(start, `a name of at most ${longestName} bytes`, `${this.at - from} bytes`);
    if (this.bytes[from] === dollar && this.at > from) this.hasEscapes = true;
    if (this.bytes[from] === underscore && latin(this.bytes, from, this.at) === '__proto__') throw fault(start, 'a name that no prototype has', '"__proto__"');
    if (!names.add(from, this.at)) throw fault(start, 'each name once', `${JSON.stringify(latin(this.bytes, from, this.at).slice(0, 40))} again`);
  }

  /** A length of 1, 2 or 4 bytes. */
  private length(power: number): number {
    const at = this.skip(1 << power, 'a length');
    return power === 0 ? this.view.getUint8(at) : power === 1 ? this.view.getUint16(at) : this.view.getUint32(at);
  }

  private float(): void {
    const at = this.skip(8, 'a number of 8 bytes');
    const value = this.view.getFloat64(at);
    if (!Number.isFinite(value) || Object.is(value, -0)) throw fault(at - 1, 'a finite number that is not -0', Object.is(value, -0) ? '-0' : String(value));
  }

  /** Passes over a text; answers where it began. Two texts that a decoder would make one must not differ here. */
  private text(length: number): number {
    const start = this.content(length, 'a text');
    for (let at = start; at < this.at; ) {
      // Plain ASCII, most of the time.
      if ((this.bytes[at] ?? 0) < 0x80) {
        at++;
        continue;
      }
      const size = this.characterSize(at);
      if (size === 0) throw fault(at, 'well-formed UTF-8', `byte 0x${this.view.getUint8(at).toString(16)}`);
      at += size;
    }
    if (this.startsWithMark(start)) throw fault(start, 'a text without a byte order mark', 'one');
    return start;
  }

  private startsWithMark(at: number): boolean {
    return at + 3 <= this.at && this.bytes[at] === 0xef && this.bytes[at + 1] === 0xbb && this.bytes[at + 2] === 0xbf;
  }

  /** Bytes of the character beyond ASCII that begins here, 2 to 4; 0 where none does (Unicode 15, table 3-7). */
  private characterSize(at: number): number {
    const [first, second] = [this.bytes[at] ?? 0, this.bytes[at + 1] ?? 0];
    const size = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
    if (at + size > this.at) return 0;
    const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) return 0;
    for (let i = at + 2; i < at + size; i++) if (((this.bytes[i] ?? 0) & 0xc0) !== 0x80) return 0;
    return size;
  }

  private content(length: number, what: string): number {
    const left = this.end - this.at;
    if (length > left) throw fault(this.at, `${what} of ${length} bytes`, `${left} bytes until the end`);
    return this.skip(length, what);
  }

  /** Passes over so many bytes; answers where they began. */
  private skip(length: number, what: string): number {
    const start = this.at;
    if (start + length > this.end) throw fault(start, what, start === this.end ? 'the end of the payload' : `only ${this.end - start} bytes`);
    this.at += length;
    return start;
  }
}

/** Few names are compared one by one: most objects have few, and a text for each name costs more than all else here. */
const few = 8;

/** The names of one object. */
class Names {
  private readonly bytes: Uint8Array;
  /** Where each begins and ends, while they are few. */
  private readonly ranges: number[] = [];
  private many: Set<string> | null = null;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** False where it is there already. */
  add(from: number, to: number): boolean {
    if (this.many === null && this.ranges.length === 2 * few) this.many = this.texts();
    return this.many === null ? this.addToFew(from, to) : this.addToMany(this.many, latin(this.bytes, from, to));
  }

  private addToFew(from: number, to: number): boolean {
    const { bytes, ranges } = this;
    for (let i = 0; i < ranges.length; i += 2) if (areEqual(bytes, ranges[i] ?? 0, ranges[i + 1] ?? 0, from, to)) return false;
    ranges.push(from, to);
    return true;
  }

  private addToMany(many: Set<string>, name: string): boolean {
    const before = many.size;
    return many.add(name).size > before;
  }

  private texts(): Set<string> {
    const texts = new Set<string>();
    for (let i = 0; i < this.ranges.length; i += 2) texts.add(latin(this.bytes, this.ranges[i] ?? 0, this.ranges[i + 1] ?? 0));
    return texts;
  }
}

function areEqual(bytes: Uint8Array, from: number, to: number, otherFrom: number, otherTo: number): boolean {
  if (to - from !== otherTo - otherFrom) return false;
  for (let i = 0; i < to - from; i++) if (bytes[from + i] !== bytes[otherFrom + i]) return false;
  return true;
}

/** A character for each byte: good enough to compare. */
const latin = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

const [dollar, underscore] = [0x24, 0x5f] as const;

const fault = (byte: number, expected: string, got: string): CapsuleError => new CapsuleError(`byte ${byte}: expected ${expected}, got ${got}`);

/** What msgpackr could read and `pack` never writes. */
function foreign(head: number): string {
  if (head === 0xca) return 'a number of 32 floating bits';
  if (head === 0xcf || head === 0xd3) return 'an integer of 64 bits';
  return head === 0xc1 ? 'the byte 0xc1, which means nothing' : `an extension (0x${head.toString(16)})`;
}
