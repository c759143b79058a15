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
  if (unknown === undefined) return;
  const near = didYouMean(unknown, known);
  throw new RangeError(`${who} has no option ${unknown}${near === '' ? `: it has ${known.join(', ')}` : near}`);
}

/** Throws a `RangeError` that names the option, its value and what was expected. */
export function requireOption(holds: boolean, who: string, name: string, value: unknown, expected: string): void {
  if (!holds) throw new RangeError(`${who} option ${name} is ${String(value)}: expected ${expected}`);
}

const operations = ['apply', 'query', 'snapshot', 'restore'] as const;

/** Throws a `TypeError` that names what is missing, for what is no state machine. */
export function requireMachine(machine: unknown): void {
  if (typeof machine !== 'object' || machine === null) throw new TypeError(`a state machine is an object with ${operations.join(', ')} and empty, not ${String(machine)}`);
  const missing = operations.find((operation) => typeof Reflect.get(machine, operation) !== 'function');
  if (missing !== undefined) throw new TypeError(`a state machine has the function '${missing}': this one has not`);
  if (Reflect.get(machine, 'empty') === undefined) throw new TypeError("a state machine has the state 'empty' to begin with: this one has not");
}

/** Throws a `TypeError` for the command null: in the log of a replica it stands for a look, which no machine is shown. */
export function requireCommand(command: unknown): void {
  if (command === null) throw new TypeError('a Raft replica has no command null: it stands for a query that goes through the log');
}

/** What a machine's `apply` gave back. Throws a `TypeError` where there is no state in it, or no result. */
export function requireApplied<Applied extends { readonly state: unknown; readonly result: unknown }>(applied: Applied, command: unknown): Applied {
  // Nobody checks the types of a scenario file.
  const given: Partial<Applied> | undefined | null = applied;
  const missing = given === undefined || given === null ? 'nothing' : given.state === undefined ? 'no state' : given.result === undefined ? 'no result (null, where there is nothing to say)' : null;
  if (missing !== null) throw new TypeError(`a state machine's apply gives back the state and a result: to ${JSON.stringify(command)}, it gave ${missing}`);
  return applied;
}

/** What a machine's `snapshot` gave back. Throws a `TypeError` where that is no list. */
export function requirePieces<Piece>(pieces: readonly Piece[]): readonly Piece[] {
  if (!Array.isArray(pieces)) throw new TypeError(`a state machine's snapshot is a list of pieces: this one gave ${JSON.stringify(pieces)}`);
  return pieces;
}

/** A message of no kind that this protocol has: another client's, or misspelt. */
export function unknownMessage(who: string, message: never): never {
  throw new TypeError(`${who} has no message like ${JSON.stringify(message)}`);
}

function didYouMean(word: string, known: readonly string[]): string {
  const near = suggest(word, known);
  return near === null ? '' : `: did you mean '${near}'?`;
}
