/**
 * 32-bit fingerprints of canonical values, for hashes of runs and incremental hashes of states.
 *
 * Equal values have equal fingerprints whatever the order in which an object's fields were written; arrays, maps and sets
 * are ordered. Integer arithmetic only, so that every engine computes the same.
 */

/** Implemented by persistent collections that keep their own fingerprint up to date. */
export const fingerprintOf: unique symbol = Symbol('fingerprintOf');

/** A value that knows its own fingerprint: a 32-bit integer, equal for equal values. */
export interface Fingerprinted {
  [fingerprintOf](): number;
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
export function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Folds one more word into an ordered fingerprint. */
export function fold(fingerprint: number, word: number): number {
  return mix(Math.imul(fingerprint, 31) + Math.imul(word, 0x9e3779b1) + 0x7f4a7c15);
}

function ofString(text: string): number {
  let h = 0x811c9dc5 ^ text.length;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** The same long text goes through many messages: its fingerprint is computed once, as long as it is among the latest. */
const latestTexts = new Map<string, number>();
let latestLength = 0;
const mostLatest = 4_000_000;

function ofText(text: string): number {
  if (text.length < 64) return ofString(text);
  const known = latestTexts.get(text);
  if (known !== undefined) return known;
  const computed = ofString(text);
  if (latestLength + text.length > mostLatest) {
    latestTexts.clear();
    latestLength = 0;
  }
  latestTexts.set(text, computed);
  latestLength += text.length;
  return computed;
}

/** Fingerprint of a key of a dictionary. Same as `fingerprint`, but spares the table of hashDomains: keys are too many for it. */
export function ofKey(key: string | number): number {
  return typeof key === 'number' ? ofNumber(key) : ofString(key);
}

const knownLabels = new Map<string, number>();

/** Fingerprint of a short string that recurs (a field, a timer, a kind): computed once. */
export function ofLabel(label: string): number {
  const known = knownLabels.get(label);
  if (known !== undefined) return known;
  const computed = ofString(label);
  if (knownLabels.size < 10_000) knownLabels.set(label, computed);
  return computed;
}

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);
// The two halves of a float stand in one order on every machine's hash.
const [lowWord, highWord] = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? [0, 1] : [1, 0];

function ofNumber(value: number): number {
  if ((value | 0) === value) return mix(value ^ 0x2545f491);
  float[0] = value;
  return fold(floatWords[highWord] ?? 0, floatWords[lowWord] ?? 0);
}

function ofBytes(bytes: Uint8Array): number {
  let h = 0x811c9dc5 ^ bytes.length;
  for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193);
  return fold(0x62797465, h);
}

function ofSequence(tag: number, values: Iterable<unknown>): number {
  let h = tag;
  for (const value of values) h = fold(h, fingerprint(value));
  return h;
}

function ofMap(map: ReadonlyMap<unknown, unknown>): number {
  let h = 0x6d6170;
  for (const [key, value] of map) h = fold(fold(h, fingerprint(key)), fingerprint(value));
  return h;
}

function isFingerprinted(value: object): value is Fingerprinted {
  return fingerprintOf in value;
}

function ofObject(value: object): number {
  if (isPlain(value)) return ofFields(value);
  if (Array.isArray(value)) return ofSequence(0x617272, value);
  if (isFingerprinted(value)) return value[fingerprintOf]();
  if (value instanceof Map) return ofMap(value);
  if (value instanceof Set) return ofSequence(0x736574, value);
  if (value instanceof Uint8Array) return ofBytes(value);
  return ofFields({ ...value });
}

/** Most values are: they are told apart first. */
const isPlain = (value: object): value is Readonly<Record<string, unknown>> => Object.getPrototypeOf(value) === Object.prototype;

/** A sum, so that the order in which the fields were written does not matter. */
function ofFields(value: Readonly<Record<string, unknown>>): number {
  let sum = 0x6f626a;
  // The hottest loop there is: Object.keys would allocate. Plain objects inherit nothing that for...in could meet.
  for (const field in value) sum = (sum + fold(ofLabel(field), fingerprint(value[field]))) | 0;
  return mix(sum);
}

/** Fingerprint of any canonical value. Functions and symbols have none: `canonical.ts` names where they stand. */
export function fingerprint(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return ofNumber(value);
    case 'string':
      // The shortest are hashed before the table could be asked.
      if (value.length <= 4) return ofString(value);
      return value.length <= 16 ? ofLabel(value) : ofText(value);
    case 'boolean':
      return value ? 0x74727565 : 0x66616c73;
    case 'object':
      return value === null ? 0x6e756c6c : ofObject(value);
    case 'bigint':
      return fold(0x62696769, ofString(value.toString()));
    default:
      return 0x756e6466;
  }
}
