/**
 * Bytes of a canonical value in MessagePack, computed without encoding it: what a message costs on a link, or a record on a
 * disk. Strings count as UTF-8.
 */
export function sizeOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return sizeOfNumber(value);
    case 'string':
      return sizeOfString(value);
    case 'bigint':
      return 9;
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

function sizeOfString(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800 || (unit >= 0xd800 && unit < 0xe000)) bytes += 2;
    else bytes += 3;
  }
  return bytes + headerOf(bytes, 32);
}

const headerOf = (length: number, shortest: number): number => {
  if (length < shortest) return 1;
  if (length < 256 && shortest === 32) return 2;
  return length < 65_536 ? 3 : 5;
};

function sizeOfObject(value: object): number {
  if (value instanceof Uint8Array) return value.length + headerOf(value.length, 32);
  if (value instanceof Map) return sum(value, 16);
  if (Array.isArray(value) || Symbol.iterator in value) return sizeOfElements(value);
  return sum(Object.entries(value), 16);
}

function sizeOfElements(value: object): number {
  const elements = Array.isArray(value) ? value : Array.from(Object(value));
  return elements.reduce((bytes: number, element: unknown) => bytes + sizeOf(element), headerOf(elements.length, 16));
}

function sum(entries: Iterable<readonly [unknown, unknown]>, shortest: number): number {
  let bytes = 0;
  let count = 0;
  for (const [key, value] of entries) {
    bytes += sizeOf(key) + sizeOf(value);
    count++;
  }
  return bytes + headerOf(count, shortest);
}
