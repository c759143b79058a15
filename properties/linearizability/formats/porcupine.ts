import type { History, Operation } from '../../history.ts';
import type { ModelName } from '../models/index.ts';
import type { Codec } from './codec.ts';
import { Collected } from './collected.ts';
import { Fields } from './fields.ts';
import { inputFromGo, outputFromGo } from './goWords.ts';
import { readJson } from './jsonPiece.ts';
import { JsonRecords } from './jsonRecords.ts';
import { limits, Malformed } from './malformed.ts';
import type { Piece } from './piece.ts';
import type { FormatReader } from './reader.ts';
import { Stamps } from './stamps.ts';
import { Weight } from './weight.ts';

interface Open<Input> {
  readonly client: number;
  readonly input: Input;
  readonly call: number;
  readonly place: Pick<Piece, 'line' | 'column'>;
}

/**
 * What Go writes of the operations, or of the events, that Porcupine is given: a list, or one object after the other.
 *
 *     {"ClientId":0,"Input":{"Op":1,"Key":"x","Value":"a"},"Call":10,"Output":{"Value":""},"Return":20}
 *     {"ClientId":0,"Kind":false,"Value":{"Op":1,"Key":"x","Value":"a"},"Id":0}
 *
 * `Kind` false is a call, true a return. Inputs and outputs are those of our own lines of JSON, or as `goWords` has them. A
 * return that is null or Go's largest integer never came, nor did that of a call without an event; then the output says
 * nothing. An id is used once. Where all operations have client 0, nobody set it, and they may overlap.
 */
export class PorcupineReader<Input, Output> implements FormatReader<Input, Output> {
  readonly #model: ModelName;
  readonly #codec: Codec<Input, Output>;
  readonly #collected = new Collected<Input, Output>();
  readonly #stamps = new Stamps();
  readonly #weight = new Weight();
  readonly #records = new JsonRecords((piece) => this.#record(piece));
  readonly #open = new Map<number, Open<Input>>();
  readonly #ids = new Set<number>();
  #form: 'operations' | 'events' | null = null;
  #hasClients = false;
  #events = 0;

  constructor(model: ModelName, codec: Codec<Input, Output>) {
    this.#model = model;
    this.#codec = codec;
  }

  feed(chunk: string): void {
    this.#records.feed(chunk);
  }

  end(): History<Input, Output> {
    this.#records.end();
    for (const { client, input, call, place } of this.#open.values()) this.#collected.add({ client, input, call, output: null, return: null }, place);
    if (this.#hasClients) this.#collected.refuseOverlap();
    return this.#collected.history;
  }

  #record(piece: Piece): void {
    this.#weight.add(piece);
    readJson(piece, 'an operation or an event as a JSON object', (value) => {
      this.#form ??= isEvent(value) ? 'events' : 'operations';
      if (this.#form === 'events') this.#event(value, { line: piece.line, column: piece.column });
      else this.#collected.add(this.#operation(value), piece);
    });
  }

  #operation(value: unknown): Operation<Input, Output> {
    const fields = new Fields(value, 'an operation', [], ['ClientId', 'Input', 'Call', 'Output', 'Return', 'Metadata']);
    const client = this.#client(fields);
    const call = this.#stamps.read(fields.given('Call'), ['Call']);
    const asked = inputFromGo(this.#model, fields.any('Input'));
    const input = this.#input(asked, 'Input', client);
    const answer = outputFromGo(this.#model, asked, fields.any('Output'));
    if (answer === null || this.#stamps.isNever(fields.any('Return'))) return { client, input, call, output: null, return: null };
    const returned = this.#stamps.read(fields.any('Return'), ['Return']);
    if (returned < call) throw new Malformed(`returns at ${returned}, before its call at ${call}`, 0, null, ['Return']);
    return { client, input, call, output: this.#output(answer, 'Output', input), return: returned };
  }

  #client(fields: Fields): number {
    const client = fields.has('ClientId') ? fields.integer('ClientId') : 0;
    this.#hasClients ||= client !== 0;
    return client;
  }

  #input(asked: unknown, field: string, client: number): Input {
    return this.#codec.input(new Fields(asked, field, [field], this.#codec.inputFields), client);
  }

  #output(answer: unknown, field: string, input: Input): Output {
    return this.#codec.output(new Fields(answer, field, [field], this.#codec.outputFields), input);
  }

  #event(value: unknown, place: Open<Input>['place']): void {
    const fields = new Fields(value, 'an event', [], ['ClientId', 'Kind', 'Value', 'Id', 'Metadata']);
    const client = this.#client(fields);
    const id = fields.integer('Id');
    const stamp = this.#events++;
    if (isCall(fields)) this.#call({ client, input: this.#input(inputFromGo(this.#model, fields.any('Value')), 'Value', client), call: stamp, place }, id);
    else this.#return(id, client, fields.any('Value'), stamp);
  }

  #call(open: Open<Input>, id: number): void {
    if (this.#ids.has(id)) throw new Malformed(`a call with the id ${id}, which another call has had`, 0, null, ['Id']);
    if (this.#ids.size >= limits.operations) throw new Malformed(`more than ${limits.operations} operations`, 0);
    this.#ids.add(id);
    this.#open.set(id, open);
  }

  #return(id: number, client: number, value: unknown, stamp: number): void {
    const open = this.#open.get(id);
    if (open === undefined) throw new Malformed(`a return with the id ${id}, ${this.#ids.has(id) ? 'which has returned already' : 'which nothing was called with'}`, 0, null, ['Id']);
    if (open.client !== client) throw new Malformed(`a return of client ${client}, but client ${open.client} called with the id ${id}`, 0, null, ['ClientId']);
    const answer = outputFromGo(this.#model, open.input, value);
    if (answer === null) return;
    this.#open.delete(id);
    const { input, call, place } = open;
    this.#collected.add({ client, input, call, output: this.#output(answer, 'Value', input), return: stamp }, place);
  }
}

const isEvent = (value: unknown): boolean => typeof value === 'object' && value !== null && 'Kind' in value;

function isCall(fields: Fields): boolean {
  if (typeof fields.any('Kind') === 'boolean') return fields.any('Kind') === false;
  return fields.word('Kind', ['call', 'return']) === 'call';
}
