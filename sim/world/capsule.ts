/**
 * A capsule: one run in one small file, to be replayed, shrunk and shown anywhere.
 *
 *     bytes 0-7    89 46 4c 54 0d 0a 1a 0a   (the two line ends are hurt by whatever takes the file for text)
 *     bytes 8-11   format version            all numbers here: 32 bits, little endian
 *     bytes 12-15  length of the payload
 *     payload      the fields of `Capsule`, in MessagePack (see `escape.ts` for what that cannot hold)
 *     last 4       CRC-32 of the payload
 *
 * The same capsule always gives the same bytes, whatever the order in which its fields were written; only in `knobs` and
 * requests the order is kept, because a protocol may look at it.
 *
 * Reading trusts nothing. A file of more than 64 MiB is refused by its length. What is left is walked once for the checksum,
 * and once to prove that all lengths hold, that nothing is nested deeper than 256 levels and that there are at most
 * 2 million values; only then is it decoded, and held against the exact shape. Each of these passes takes time in
 * proportion to the file, and decoding takes at most some 200 bytes of memory per value beside the texts themselves: half a
 * gigabyte and a few seconds at the very worst, whatever the file says.
 */
import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import { CapsuleError } from './capsule-error.ts';
import { escapeValue, unescapeValue } from './capsule-values.ts';
import { landmarksShape, timerMarksShape, type Landmark, type TimerMark } from './landmark.ts';
import { pack, scan, unpack } from './message-pack.ts';
import type { Plan } from './plan.ts';
import { count, duration, findNonCanonicalRequest, longestName, planShape } from './plan-shape.ts';
import { bytes, fields, flag, Flaw, matching, nullable, optional, text, whole, words, type Shape } from './shape.ts';

export { CapsuleError };

/** Most bytes of a file that is a capsule. */
export const largestCapsule = 64 * 1024 * 1024;

/** Why the run is no pass: a failure of `sim/hosts` without its stack. */
export interface CapsuleFailure {
  readonly kind: 'safety' | 'notLinearizable' | 'liveness' | 'nondeterminism' | 'checkerUnknown' | 'vacuous';
  readonly property: string;
  /** At most 10 million characters. */
  readonly message: string;
  readonly step: number;
  readonly time: Time;
  readonly node: NodeId | null;
}

export interface Capsule {
  /** Name of a built-in scenario, or path of a scenario file relative to where it was hunted, with forward slashes. */
  readonly scenario: string;
  /** Hash of the code that made it, in hexadecimal digits. */
  readonly codeHash: string;
  readonly seed: number;
  /** Id of the mutant that the run was made with. */
  readonly mutant: string | null;
  readonly plan: Plan;
  /** Null: the run passed, or was stopped. */
  readonly failure: CapsuleFailure | null;
  readonly steps: number;
  /** Virtual time at the end, in microseconds. */
  readonly time: Time;
  /** Rolling hash at the end: 16 hexadecimal digits. */
  readonly hash: string;
  /** The low 16 bits of the rolling hash after each step, little endian; empty where they were not taken. */
  readonly digests: Uint8Array;
  readonly versions: CapsuleVersions;
  /** Nothing can be taken from the plan without losing the failure. */
  readonly shrunk: boolean;
  /** What the deviations of the plan met, by name: other code may know these messages by other identities. Left out where there are none. */
  readonly landmarks?: readonly Landmark[];
  /** The timers of the run, in the order in which they were first set: other code may have renamed them. Left out where there are none. */
  readonly timers?: readonly TimerMark[];
}

export interface CapsuleVersions {
  readonly faultline: string;
  readonly node: string;
}

const formatVersion = 1;
const magic: readonly number[] = [0x89, 0x46, 0x4c, 0x54, 0x0d, 0x0a, 0x1a, 0x0a];
const header = { version: 8, length: 12, payload: 16 } as const;
const trailer = 4;

// A colon would make a path a URL, and a URL can be code.
const scenarioName = matching('the name of a scenario, or a relative path with forward slashes', /^(?!\/)[^\\:\p{Cc}]{1,500}$/u);

const failure = fields<CapsuleFailure>({
  kind: words<CapsuleFailure['kind']>({ safety: true, notLinearizable: true, liveness: true, nondeterminism: true, checkerUnknown: true, vacuous: true }),
  property: text(longestName),
  message: text(10_000_000),
  step: count,
  time: duration,
  node: nullable(count),
});

const capsuleFields = fields<Capsule>({
  scenario: scenarioName,
  codeHash: matching('8 to 128 hexadecimal digits', /^[0-9a-f]{8,128}$/),
  seed: whole('a whole number', -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  mutant: nullable(text(longestName)),
  plan: planShape(),
  failure: nullable(failure),
  steps: count,
  time: duration,
  hash: matching('16 hexadecimal digits', /^[0-9a-f]{16}$/),
  digests: bytes,
  versions: fields<CapsuleVersions>({ faultline: text(longestName), node: text(longestName) }),
  shrunk: flag,
  landmarks: optional(landmarksShape()),
  timers: optional(timerMarksShape()),
});

const capsuleShape: Shape<Capsule> = {
  accepts: (value, flaw): value is Capsule => capsuleFields.accepts(value, flaw) && hasAllDigests(value, flaw),
  ordered: (value) => capsuleFields.ordered(value),
};

function hasAllDigests({ digests, steps }: Capsule, flaw: Flaw): boolean {
  if (digests.length === 0 || digests.length === 2 * steps) return true;
  return flaw.is(`expected 2 bytes for each of the ${steps} steps, or none, got ${digests.length} bytes`) || flaw.isInField('digests');
}

/** The bytes of a file. Throws a `CapsuleError` for what `decodeCapsule` would not take back. */
export function encodeCapsule(capsule: Capsule): Uint8Array {
  const fault = findNonCanonicalRequest(checked(capsule).plan);
  if (fault !== null) throw new CapsuleError(fault);
  const payload = pack(escapeValue(capsuleShape.ordered(capsule)));
  const file = new Uint8Array(header.payload + payload.length + trailer);
  if (file.length > largestCapsule) throw new CapsuleError(`expected at most ${largestCapsule} bytes, got ${file.length}`);
  const view = new DataView(file.buffer);
  file.set(magic);
  view.setUint32(header.version, formatVersion, true);
  view.setUint32(header.length, payload.length, true);
  file.set(payload, header.payload);
  view.setUint32(header.payload + payload.length, checksum(payload), true);
  scan(file, header.payload, header.payload + payload.length);
  return file;
}

/**
 * The capsule in the bytes of a file. Throws a `CapsuleError` for anything else: its message names the byte, or the path
 * inside (`plan.faults[3].fault.lasts`), what was expected there, and what was found.
 */
export function decodeCapsule(file: Uint8Array): Capsule {
  if (file.length > largestCapsule) throw new CapsuleError(`expected at most ${largestCapsule} bytes, got ${file.length}`);
  // A view of its own: msgpackr leaves notes on the array that it reads.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  const { value, hasEscapes } = unpack(bytes, header.payload, endOfPayload(bytes));
  return checked(hasEscapes ? unescapeValue(value, '') : value);
}

function checked(value: unknown): Capsule {
  const flaw = new Flaw();
  if (capsuleShape.accepts(value, flaw)) return value;
  throw new CapsuleError(flaw.text);
}

/** Checks what stands around the payload. */
function endOfPayload(file: Uint8Array): number {
  checkMagic(file);
  if (file.length < header.payload) throw new CapsuleError(`byte ${file.length}: expected a header of ${header.payload} bytes, got the end of the file`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  checkVersion(view.getUint32(header.version, true));
  const end = header.payload + view.getUint32(header.length, true);
  checkLength(file.length, end + trailer);
  const [stored, computed] = [view.getUint32(end, true), checksum(file.subarray(header.payload, end))];
  if (stored !== computed) throw new CapsuleError(`byte ${end}: expected checksum ${hexadecimal(computed)}, got ${hexadecimal(stored)}: the file is damaged`);
  return end;
}

function checkMagic(file: Uint8Array): void {
  if (file.length === 0) throw new CapsuleError('byte 0: expected a capsule, got an empty file');
  const wrong = magic.findIndex((byte, i) => file[i] !== byte);
  if (wrong === -1) return;
  if (wrong >= file.length) throw new CapsuleError(`byte ${file.length}: expected a header of ${header.payload} bytes, got the end of the file`);
  if (wrong >= 4) throw new CapsuleError(`byte ${wrong}: expected a capsule, got one whose line ends were changed, as if it were text`);
  throw new CapsuleError(`byte ${wrong}: expected the mark that every capsule begins with, got something else: this is no capsule`);
}

function checkVersion(version: number): void {
  if (version > formatVersion) throw new CapsuleError(`byte ${header.version}: made by a newer faultline: format ${version}, this one reads ${formatVersion}`);
  if (version < formatVersion) throw new CapsuleError(`byte ${header.version}: expected format ${formatVersion}, got ${version}`);
}

function checkLength(got: number, expected: number): void {
  if (expected > largestCapsule) throw new CapsuleError(`byte ${header.length}: expected at most ${largestCapsule} bytes in all, got a claim of ${expected}`);
  if (got < expected) throw new CapsuleError(`byte ${got}: expected ${expected} bytes in all, got the end of the file: it is truncated`);
  if (got > expected) throw new CapsuleError(`byte ${expected}: expected the end of the file, got ${got - expected} more bytes`);
}

/** CRC-32 as in ISO 3309: finds every change within 32 neighbouring bits, and all but one in four billion of the others. */
function checksum(bytes: Uint8Array): number {
  let rest = -1;
  // Not `for...of`: it takes four times as long, and capsules can be long.
  for (let at = 0; at < bytes.length; at++) rest = (remainders[(rest ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (rest >>> 8);
  return ~rest >>> 0;
}

const remainders = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ ((rest & 1) === 0 ? 0 : 0xedb88320);
  return rest;
});

const hexadecimal = (word: number): string => word.toString(16).padStart(8, '0');
