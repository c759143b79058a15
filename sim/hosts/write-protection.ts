/** Bytes cannot be frozen. Who writes to them is found by giving him bytes that throw. */

/** Its stack leads to whoever wrote. */
class BytesWritten extends Error {
  override readonly name = 'BytesWritten';
}

const writers: ReadonlySet<string | symbol> = new Set(['copyWithin', 'fill', 'reverse', 'set', 'sort']);

function refuse(): never {
  throw new BytesWritten('bytes are written in place');
}

/** Bytes that can be read like these, but throw when they are written to. */
export function writeProtected(bytes: Uint8Array): object {
  return new Proxy(bytes, {
    set: refuse,
    defineProperty: refuse,
    get(target, name) {
      const field: unknown = Reflect.get(target, name, target);
      if (typeof field !== 'function') return field;
      return writers.has(name) ? refuse : (...given: readonly unknown[]): unknown => Reflect.apply(field, target, given);
    },
  });
}

/** The error of whoever writes to protected bytes in this; null where that does not show. */
export function findWriter(act: () => unknown): Error | null {
  try {
    act();
  } catch (error) {
    // That it meets other bytes than usual may make it fail in other ways.
    return error instanceof BytesWritten ? error : null;
  }
  return null;
}
