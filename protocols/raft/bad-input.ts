/** What users of Raft get wrong, said by name: requests and options that do not exist, fields that are missing. */
import { suggest } from '../../sim/core/suggest.ts';

/** The fields of each kind of request. */
export type RequestFields = Readonly<Record<string, readonly string[]>>;

const listFields: ReadonlySet<string> = new Set(['voters', 'learners']);

/** Throws a `TypeError` that names the kind or the field, for what is not a request of these kinds. `who`: the one that was asked. */
export function requireRequest(who: string, request: { readonly kind: unknown }, fieldsOf: RequestFields): void {
  const kind = String(request.kind);
  const fields = Object.hasOwn(fieldsOf, kind) ? fieldsOf[kind] : undefined;
  if (fields === undefined) throw new TypeError(`${who} has no request '${kind}'${didYouMean(kind, Object.keys(fieldsOf))}`);
  const missing = fields.find((field) => Reflect.get(request, field) === undefined);
  if (missing !== undefined) throw new TypeError(`${who} cannot do '${kind}' without the field '${missing}'`);
  const single = fields.find((field) => listFields.has(field) && !Array.isArray(Reflect.get(request, field)));
  if (single !== undefined) throw new TypeError(`${who} cannot do '${kind}': the field '${single}' is a list of servers`);
}

/** Throws a `RangeError` for the first option that does not exist. */
export function requireOptions(who: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RangeError(`${who} has no option ${unknown}${didYouMean(unknown, known)}`);
}

/** Throws a `RangeError` that names the option, its value and what was expected. */
export function requireOption(holds: boolean, who: string, name: string, value: unknown, expected: string): void {
  if (!holds) throw new RangeError(`${who} option ${name} is ${String(value)}: expected ${expected}`);
}

/** A message of no kind that this protocol has: another client's, or misspelt. */
export function unknownMessage(who: string, message: never): never {
  throw new TypeError(`${who} has no message like ${JSON.stringify(message)}`);
}

function didYouMean(word: string, known: readonly string[]): string {
  const near = suggest(word, known);
  return near === null ? '' : `: did you mean '${near}'?`;
}
