/**
 * Bytes of a canonical value in MessagePack, in its shortest form, computed without encoding it: what a message costs on a
 * link, or a record on a disk.
 *
 * Numbers that are no integers of 32 bits take 9 bytes, strings count as UTF-8. What MessagePack has no form for: sets and
 * persistent collections count as arrays of their elements, big integers beyond 64 bits as byte strings.
 */
export function sizeOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return sizeOfNumber(value);
    case 'string':
      return sizeOfString(value);
    case 'bigint':
      return sizeOfBigInt(value);
    case 'object':
      return value === null ? 1 : sizeOfObject(value);
    default:
      return 1;
  }
}

function sizeOfNumber(value: number): number {
  if (!Number.isInteger(value)) return 9;
  if (value >= -32 && value < 128) return 1;
  if (value >= -128 && value < 256) return 2;
  if (value >= -32_768 && value < 65_536) return 3;
  return value >= -2_147_483_648 && value < 4_294_967_296 ? 5 : 9;
}

function sizeOfBigInt(value: bigint): number {
  if (BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value) return 9;
  return withHeader(Math.ceil(value.toString(16).length / 2), 0);
}

function sizeOfString(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (isPair(unit, text.charCodeAt(i + 1))) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return withHeader(bytes, 32);
}

/** Two halves of one character of four bytes. A half alone counts as the three bytes of a replacement character. */
const isPair = (unit: number, next: number): boolean => unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000;

/** Strings and bytes: below `short` the length is part of the first byte. */
const withHeader = (bytes: number, short: number): number => bytes + (bytes < short ? 1 : bytes < 256 ? 2 : headerOfMany(bytes));

/** Arrays and maps have no header of two bytes. */
const headerOf = (count: number): number => (count < 16 ? 1 : headerOfMany(count));

const headerOfMany = (count: number): number => (count < 65_536 ? 3 : 5);

function sizeOfObject(value: object): number {
  if (value instanceof Uint8Array) return withHeader(value.length, 0);
  if (value instanceof Map) return sizeOfEntries(value);
  return isIterable(value) ? sizeOfElements(value) : sizeOfEntries(Object.entries(value));
}

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value;

function sizeOfElements(elements: Iterable<unknown>): number {
  let bytes = 0;
  let count = 0;
  for (const element of elements) {
    bytes += sizeOf(element);
    count++;
  }
  return bytes + headerOf(count);
}

function sizeOfEntries(entries: Iterable<readonly [unknown, unknown]>): number {
  let bytes = 0;
  let count = 0;
  for (const [key, value] of entries) {
    bytes += sizeOf(key) + sizeOf(value);
    count++;
  }
  return bytes + headerOf(count);
}
