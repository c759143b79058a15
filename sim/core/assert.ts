/** A broken promise of our own code, named after the property that it breaks. Never thrown for what a network can cause. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
  readonly property: string;

  constructor(property: string, detail: string) {
    super(detail === '' ? property : `${property}: ${detail}`);
    this.property = property;
  }
}

/** Throws `AssertionFailure` unless `condition` holds. `detail` is only computed on failure. */
export function assert(condition: boolean, property: string, detail: () => string = () => ''): asserts condition {
  if (!condition) throw new AssertionFailure(property, detail());
}

/** Closes a `switch` over a union: the compiler proves that it is never reached. */
export function unreachable(value: never): never {
  throw new AssertionFailure('every case is handled', `met ${String(value)}`);
}
