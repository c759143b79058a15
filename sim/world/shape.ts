/**
 * Shapes of plain data, for what comes from outside. A shape is declared once, as a table that the compiler holds against
 * the type; a value that does not have it is refused with its path, what was expected, and what was found.
 */
import { suggest } from '../core/suggest.ts';

/**
 * What is wrong with a value. Where, is noted on the way out of the check: what is in order, most of all values, costs no path.
 * The methods answer false, so that they can stand where a check fails.
 */
export class Flaw {
  private wrong = '';
  private path = '';

  /** What is wrong, here. */
  is(wrong: string): false {
    this.wrong = wrong;
    this.path = '';
    return false;
  }

  /** It is something else than was expected. */
  isMismatch(expected: string, got: unknown): false {
    return this.is(mismatch(expected, got));
  }

  /** It is in the part to which this step leads: `[3]`, or `.lasts`. */
  isIn(step: string): false {
    this.path = step + this.path;
    return false;
  }

  /** It is in the field of this name. */
  isInField(name: string): false {
    return this.isIn(stepTo(name));
  }

  /** `plan.faults[3].fault.lasts: expected a whole number of microseconds, got "x"`. */
  get text(): string {
    const path = this.path.replace(/^\./, '');
    return path === '' ? this.wrong : `${path.length > longestPath ? `${path.slice(0, longestPath / 2)}...` : path}: ${this.wrong}`;
  }
}

/** Characters of a path that are told. */
const longestPath = 200;

export interface Shape<T> {
  /** Of a field: it may be left out. */
  readonly isOptional?: true;
  /** Has the value exactly this shape? The first fault that it finds is noted. */
  accepts(value: unknown, flaw: Flaw): value is T;
  /** A copy of an accepted value whose fields stand in the order of their declaration. */
  ordered(value: unknown): unknown;
}

/** The first fault of a value, or null. */
export function findFault(shape: Shape<unknown>, value: unknown): string | null {
  const flaw = new Flaw();
  return shape.accepts(value, flaw) ? null : flaw.text;
}

// ---- Single values --------------------------------------------------------------------------------------------------------

/** A value without parts. */
export function leaf<T>(expected: string, is: (value: unknown) => value is T): Shape<T> {
  return {
    accepts: (value, flaw): value is T => is(value) || flaw.isMismatch(expected, value),
    ordered: (value) => value,
  };
}

/** A whole number between `least` and `most`, both included. */
export function whole(expected: string, least: number, most: number): Shape<number> {
  const isWithin = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
  return leaf(expected, (value): value is number => isWithin(value) && !Object.is(value, -0));
}

export const finite: Shape<number> = leaf(
  'a finite number',
  (value): value is number => typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0),
);

export const flag: Shape<boolean> = leaf('true or false', (value): value is boolean => typeof value === 'boolean');

export const bytes: Shape<Uint8Array> = leaf('bytes', (value): value is Uint8Array => value instanceof Uint8Array);

/** A text of at most so many UTF-16 units. */
export function text(most: number): Shape<string> {
  return leaf(`a text of at most ${most} characters`, (value): value is string => typeof value === 'string' && value.length <= most);
}

export function matching(expected: string, pattern: RegExp): Shape<string> {
  return leaf(expected, (value): value is string => typeof value === 'string' && pattern.test(value));
}

/** One of a few words. The table makes the compiler miss a word that the type has and the shape has not. */
export function words<T extends string>(table: Readonly<Record<T, true>>): Shape<T> {
  const isWord = (value: unknown): value is T => typeof value === 'string' && Object.hasOwn(table, value);
  return {
    accepts: (value, flaw): value is T => isWord(value) || flaw.is(mismatch(oneOf(Object.keys(table)), value) + didYouMean(value, Object.keys(table))),
    ordered: (value) => value,
  };
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    accepts: (value, flaw): value is T | null => value === null || shape.accepts(value, flaw),
    ordered: (value) => (value === null ? null : shape.ordered(value)),
  };
}

/** A field that may be left out. */
export const optional = <T>(shape: Shape<T>): Shape<T> => ({ isOptional: true, accepts: (value, flaw): value is T => shape.accepts(value, flaw), ordered: (value) => shape.ordered(value) });

// ---- Values with parts ----------------------------------------------------------------------------------------------------

export function list<T>(element: Shape<T>, most: number): Shape<readonly T[]> {
  return {
    accepts(value, flaw): value is readonly T[] {
      if (!Array.isArray(value) || value.length > most) return flaw.isMismatch(`a list of at most ${most}`, value);
      // Not `every`, which would not look at the holes of a sparse array.
      for (let i = 0; i < value.length; i++) if (!element.accepts(value[i], flaw)) return flaw.isIn(`[${i}]`);
      return true;
    },
    ordered: (value) => (Array.isArray(value) ? value.map((inner) => element.ordered(inner)) : value),
  };
}

/** Values by name. The order of the names is the value's own. */
export function dictionary<T>(inner: Shape<T>, most: number): Shape<Readonly<Record<string, T>>> {
  return {
    accepts(value, flaw): value is Readonly<Record<string, T>> {
      if (!isFields(value)) return flaw.isMismatch('values by name', value);
      const names = Object.keys(value);
      if (names.length > most) return flaw.isMismatch(`at most ${most} names`, value);
      return names.every((name) => inner.accepts(value[name], flaw) || flaw.isInField(name));
    },
    ordered: (value) => (isFields(value) ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner.ordered(part)])) : value),
  };
}

export type FieldShapes<T> = { readonly [K in keyof T]-?: Shape<T[K]> };

/** Exactly these fields. The table makes the compiler miss a field that the type has and the shape has not. */
export function fields<T extends object>(table: FieldShapes<T>): Shape<T> {
  const shapes: readonly (readonly [string, Shape<unknown>])[] = Object.entries(table);
  const names = shapes.map(([name]) => name);
  const isLeftOut = (value: Fields, name: string, shape: Shape<unknown>): boolean => shape.isOptional === true && !Object.hasOwn(value, name);
  const refuseUnknown = (name: string, flaw: Flaw): false => flaw.is(`expected no such field: known are ${names.join(', ')}${didYouMean(name, names)}`) || flaw.isInField(name);
  return {
    accepts(value, flaw): value is T {
      if (!isFields(value)) return flaw.isMismatch('an object', value);
      for (const [name, shape] of shapes) if (!isLeftOut(value, name, shape) && !shape.accepts(own(value, name), flaw)) return flaw.isInField(name);
      for (const name of Object.keys(value)) if (!names.includes(name)) return refuseUnknown(name, flaw);
      return true;
    },
    ordered(value) {
      if (!isFields(value)) return value;
      return Object.fromEntries(shapes.filter(([name, shape]) => !isLeftOut(value, name, shape)).map(([name, shape]) => [name, shape.ordered(own(value, name))]));
    },
  };
}

/** A union told apart by `kind`: the fields of each, beside `kind`. The table makes the compiler miss a kind without a shape. */
export function kinds<U extends { readonly kind: string }>(table: {
  readonly [K in U['kind']]: FieldShapes<Omit<Extract<U, { readonly kind: K }>, 'kind'>>;
}): Shape<U> {
  const variants = new Map(Object.entries<FieldShapes<object>>(table).map(([kind, rest]) => [kind, fields({ kind: constant(kind), ...rest })] as const));
  const known = [...variants.keys()];
  const variantOf = (value: unknown): Shape<object> | undefined => {
    const kind = isFields(value) ? own(value, 'kind') : undefined;
    return typeof kind === 'string' ? variants.get(kind) : undefined;
  };
  return {
    accepts(value, flaw): value is U {
      if (!isFields(value)) return flaw.isMismatch('an object', value);
      const kind = own(value, 'kind');
      return variantOf(value)?.accepts(value, flaw) ?? (flaw.is(mismatch(oneOf(known), kind) + didYouMean(kind, known)) || flaw.isInField('kind'));
    },
    ordered: (value) => variantOf(value)?.ordered(value) ?? value,
  };
}

const constant = (word: string): Shape<string> => leaf(word, (value): value is string => value === word);

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array) && !(value instanceof Map) && !(value instanceof Set);
}

/** Never what a prototype has: `constructor` is no field. */
const own = (value: Fields, name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);

// ---- Words ----------------------------------------------------------------------------------------------------------------

export const mismatch = (expected: string, got: unknown): string => `expected ${expected}, got ${describe(got)}`;

/** From an object to one of its fields. */
export const stepTo = (name: string): string => (/^[\w$]{1,40}$/.test(name) ? `.${name}` : `[${quote(name)}]`);

const oneOf = (known: readonly string[]): string => `one of ${known.join(', ')}`;

function didYouMean(word: unknown, known: readonly string[]): string {
  const near = typeof word === 'string' ? suggest(word, known) : null;
  return near === null ? '' : ` (did you mean ${quote(near)}?)`;
}

/** A value in a few words. */
function describe(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return quote(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return isFields(value) ? 'an object' : 'a collection';
}

/** In quotes, shortened, and without anything that a terminal would obey. */
function quote(word: string): string {
  const short = word.length > 40 ? `${word.slice(0, 40)}...` : word;
  return JSON.stringify(short).replace(/[\u007f-\u009f\u2028-\u202e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
