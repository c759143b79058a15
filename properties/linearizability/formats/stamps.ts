import { Malformed, type Path } from './malformed.ts';

/** Go's largest integer: in histories for Porcupine, the return of an operation that never returned. */
const never = 9_223_372_036_854_775_807n;
/** From here on a difference may be held exactly where the stamps themselves are not. */
const farFromZero = 2n ** 52n;

/** Positions on one line of time. Where the first is so large that a number may not hold the others, all are counted from it. */
export class Stamps {
  #base: bigint | null = null;
  /** Stamps are what they are: no other one is taken from them. */
  #isPlain = false;

  /** Where no answer came: null, or Go's largest integer. */
  isNever(value: unknown): boolean {
    return value === null || (typeof value === 'string' && /^\d+$/.test(value) && BigInt(value) >= never);
  }

  /** `path`: where it stands. Text is an integer that was too long to be read as a number. */
  read(value: unknown, path: Path): number {
    if (typeof value === 'number' && this.#isPlain && Number.isSafeInteger(value)) return value + 0;
    if (typeof value === 'number' && Number.isFinite(value) && !Number.isInteger(value)) return value - Number(this.#baseFrom(0n));
    const exact = exactly(value);
    if (exact === null) throw new Malformed(`${path.at(-1) ?? 'a stamp'} of an operation is ${shown(value)}: expected a number`, 0, null, path);
    const from = Number(exact - this.#baseFrom(exact));
    if (Number.isSafeInteger(from)) return from;
    throw new Malformed(`${path.at(-1) ?? 'a stamp'} of an operation is ${clipped(exact)}, too far from ${this.#base === 0n ? 'others' : clipped(this.#base ?? 0n)} to be counted`, 0, null, path);
  }

  #baseFrom(first: bigint): bigint {
    this.#base ??= first >= farFromZero ? first : 0n;
    this.#isPlain = this.#base === 0n;
    return this.#base;
  }
}

function exactly(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null;
  return typeof value === 'string' && /^-?\d{16,30}$/.test(value) ? BigInt(value) : null;
}

/** A number may have 300 digits. */
function clipped(stamp: bigint): string {
  const text = String(stamp);
  return text.length > 30 ? `${text.slice(0, 20)}... (${text.length} digits)` : text;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return value === null || typeof value !== 'object' ? String(value) : Array.isArray(value) ? 'a list' : 'an object';
}
