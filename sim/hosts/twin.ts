/** Equal values that share nothing with the original, to tell who looks at more than values. */
import { isCollection } from '../core/collection.ts';
import { fingerprintOf } from '../core/fingerprint.ts';
import { writeProtected } from './write-protection.ts';

/**
 * An equal value in other objects, none of them frozen, whose fields stand in the opposite order. What occurs twice inside
 * occurs twice in the twin. Persistent collections are shared: whoever writes to them gets new ones.
 */
export function twinOf<Value>(value: Value): Value;
export function twinOf(value: unknown): unknown {
  return copied(value, new Twins());
}

/** The same, but whoever writes to bytes in it is thrown an error. */
export function protectedTwinOf<Value>(value: Value): Value;
export function protectedTwinOf(value: unknown): unknown {
  return copied(value, new ProtectedTwins());
}

/** The twins of what has been met. */
class Twins extends Map<object, object> {
  bytes(original: Uint8Array): object {
    return Uint8Array.prototype.slice.call(original);
  }
}

class ProtectedTwins extends Twins {
  override bytes(original: Uint8Array): object {
    return writeProtected(original);
  }
}

function copied(value: unknown, known: Twins): unknown {
  if (typeof value !== 'object' || value === null || isCollection(value) || fingerprintOf in value) return value;
  const before = known.get(value);
  if (before !== undefined) return before;
  if (value instanceof Uint8Array) return remembered(value, known.bytes(value), known);
  if (Array.isArray(value)) return copiedArray(value, known);
  if (value instanceof Map) return copiedMap(value, known);
  return value instanceof Set ? copiedSet(value, known) : copiedFields(value, known);
}

function remembered<Copy extends object>(value: object, copy: Copy, known: Twins): Copy {
  known.set(value, copy);
  return copy;
}

function copiedArray(value: readonly unknown[], known: Twins): object {
  const copy = remembered<unknown[]>(value, [], known);
  for (const inner of value) copy.push(copied(inner, known));
  return copy;
}

function copiedMap(value: ReadonlyMap<unknown, unknown>, known: Twins): object {
  const copy = remembered(value, new Map<unknown, unknown>(), known);
  for (const [key, inner] of value) copy.set(copied(key, known), copied(inner, known));
  return copy;
}

function copiedSet(value: ReadonlySet<unknown>, known: Twins): object {
  const copy = remembered(value, new Set<unknown>(), known);
  for (const inner of value) copy.add(copied(inner, known));
  return copy;
}

function copiedFields(value: object, known: Twins): object {
  const prototype: unknown = Object.getPrototypeOf(value);
  const copy = remembered<Record<string, unknown>>(value, prototype === null ? Object.create(null) : {}, known);
  const entries = Object.entries(value);
  for (let i = entries.length - 1; i >= 0; i--) {
    const [field, inner] = entries[i] ?? ['', null];
    // Assigned, this one name would be a prototype.
    if (field === '__proto__') Object.defineProperty(copy, field, { value: copied(inner, known), writable: true, enumerable: true, configurable: true });
    else copy[field] = copied(inner, known);
  }
  return copy;
}
