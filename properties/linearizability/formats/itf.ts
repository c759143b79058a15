import type { History } from '../../history.ts';
import type { Codec } from './codec.ts';
import { Collected } from './collected.ts';
import { Fields } from './fields.ts';
import { readJson } from './jsonPiece.ts';
import { JsonRecords } from './jsonRecords.ts';
import { fromItf } from './itfValue.ts';
import { limits, Malformed, type Path, quote } from './malformed.ts';
import type { Piece } from './piece.ts';
import type { FormatReader } from './reader.ts';
import { Weight } from './weight.ts';

interface Open<Input> {
  readonly input: Input;
  readonly call: number;
  readonly place: Pick<Piece, 'line' | 'column'>;
}

/**
 * Traces in Apalache's Informal Trace Format, as Quint writes them, too: `{"#meta": ..., "vars": [...], "states": [...]}`.
 *
 * A trace is a history where its states have one of two variables:
 *
 * - `event`: what a client did in the step to this state, `{client, kind: "call", input}`, `{client, kind: "return", output}`,
 *   `{client, kind: "fail"}` (it did not happen) or `{kind: "none"}`; may be missing, too;
 * - `history`: the list of all such events so far. That of the last state counts.
 *
 * Inputs and outputs are those of our own lines of JSON. The number of the event is its time; a client has one operation at a
 * time. An option is null or its value. Other variables are left out. Where names have a module before them, so may these.
 */
export class ItfReader<Input, Output> implements FormatReader<Input, Output> {
  readonly #codec: Codec<Input, Output>;
  readonly #collected = new Collected<Input, Output>();
  readonly #open = new Map<number, Open<Input>>();
  readonly #weight = new Weight();
  readonly #records = new JsonRecords((piece, field) => this.#record(piece, field), 'states');
  /** The last state whose events have not been read, because the next one has them all. */
  #pending: Piece | null = null;
  #hasStates = false;
  #events = 0;

  constructor(codec: Codec<Input, Output>) {
    this.#codec = codec;
  }

  feed(chunk: string): void {
    this.#records.feed(chunk);
  }

  end(): History<Input, Output> {
    this.#records.end();
    const last = this.#pending;
    if (last !== null) readJson(last, 'a state as a JSON object', (value) => this.#history(variablesOf(value), last));
    if (!this.#hasStates) throw new Malformed('a trace without states: expected {"vars": [...], "states": [...]}', 0);
    for (const [client, { input, call, place }] of this.#open) this.#collected.add({ client, input, call, output: null, return: null }, place);
    return this.#collected.history;
  }

  #record(piece: Piece, field: string | null): void {
    if (field !== 'states') return;
    this.#hasStates = true;
    readJson(piece, 'a state as a JSON object', (value) => {
      const variables = variablesOf(value);
      if (variables.has('history')) this.#pending = piece;
      else this.#weight.add(piece);
      if (this.#pending === null) this.#event(variables.get('event')?.value ?? null, [variables.get('event')?.name ?? 'event'], piece);
    });
  }

  #history(variables: Variables, piece: Piece): void {
    const { name, value } = variables.get('history') ?? { name: 'history', value: null };
    const events = fromItf(value, [name]);
    if (!Array.isArray(events)) throw new Malformed('the variable history: expected a list of events', 0, null, [name]);
    for (const [i, event] of events.entries()) this.#event(event, [name, i], piece);
  }

  #event(raw: unknown, path: Path, piece: Piece): void {
    const value = fromItf(raw, path);
    if (value === null) return;
    const fields = new Fields(value, 'an event', path, ['client', 'kind', 'input', 'output']);
    const kind = fields.word('kind', ['call', 'return', 'fail', 'none']);
    if (kind === 'none') return;
    const client = fields.integer('client');
    const stamp = this.#events++;
    if (kind === 'call') this.#call(client, fields, path, stamp, piece);
    else this.#return(client, kind, fields, path, stamp);
  }

  #call(client: number, fields: Fields, path: Path, call: number, piece: Piece): void {
    if (this.#open.has(client)) throw new Malformed(`client ${client} calls while its operation is open`, 0, null, [...path, 'client']);
    if (this.#events > 2 * limits.operations) throw new Malformed(`more than ${limits.operations} operations`, 0);
    const input = this.#codec.input(new Fields(fields.any('input'), 'input', [...path, 'input'], this.#codec.inputFields), client);
    this.#open.set(client, { input, call, place: { line: piece.line, column: piece.column } });
  }

  #return(client: number, kind: 'return' | 'fail', fields: Fields, path: Path, stamp: number): void {
    const open = this.#open.get(client);
    if (open === undefined) throw new Malformed(`a ${kind} of client ${client}, which has called nothing`, 0, null, [...path, 'client']);
    this.#open.delete(client);
    if (kind === 'fail') return;
    const { input, call, place } = open;
    const output = this.#codec.output(new Fields(fields.any('output'), 'output', [...path, 'output'], this.#codec.outputFields), input);
    this.#collected.add({ client, input, call, output, return: stamp }, place);
  }
}

type Variables = ReadonlyMap<string, { readonly name: string; readonly value: unknown }>;

/** The variables of a state by their names without a module. */
function variablesOf(state: unknown): Variables {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) throw new Malformed(`expected a state as an object, got ${quote(String(state))}`, 0);
  return new Map(Object.entries(state).map(([name, value]) => [name.slice(name.lastIndexOf(':') + 1), { name, value }]));
}
