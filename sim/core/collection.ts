import type { Fingerprinted } from './fingerprint.ts';

/** Implemented by persistent collections: what is inside, for whoever walks a value (see `canonical.ts`). */
export const elementsOf: unique symbol = Symbol('elementsOf');

/** Implemented by persistent collections: freezing without walking again through what versions share. */
export const freezeElements: unique symbol = Symbol('freezeElements');

/**
 * A persistent collection. Its own fields are private and safe from writers; its elements are the values of whoever filled
 * it, and are as open to them as any other value.
 */
export interface Collection extends Fingerprinted {
  /** Each element in the collection's order, with the path step that leads to it: `.at(17)`, `.get("k")`. */
  [elementsOf](): Iterable<readonly [string, unknown]>;
  /** Hands elements to `freeze`: at least those that no call on this version, or on one it grew from, handed out before. */
  [freezeElements](freeze: (element: unknown) => void): void;
}

/** Is it a persistent collection, of this copy of the package? */
export function isCollection(value: object): value is Collection {
  return elementsOf in value && freezeElements in value;
}
