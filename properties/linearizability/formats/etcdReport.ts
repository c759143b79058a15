import type { History, Operation } from '../../history.ts';
import type { RegisterInput, RegisterOutput } from '../models/register.ts';
import { Collected } from './collected.ts';
import { keyOperationsOf, leasedKeysOf, part } from './etcdWords.ts';
import { Fields } from './fields.ts';
import { readJson } from './jsonPiece.ts';
import { JsonRecords } from './jsonRecords.ts';
import { Malformed } from './malformed.ts';
import type { Piece } from './piece.ts';
import type { FormatReader } from './reader.ts';
import { Stamps } from './stamps.ts';
import { Weight } from './weight.ts';

/**
 * Reports of etcd's robustness tests: the objects of a client's `operations.json` one after the other, on one line each or on
 * many. All clients of one report must be in the text: put their files one after the other.
 *
 * Read as registers, one per key, by `keyOperationsOf`: so "not linearizable" holds of the report, and "linearizable" speaks of
 * the values of keys only. Errors mean that nobody knows. Keys that were ever put with a lease are left out.
 */
export class EtcdReportReader implements FormatReader<RegisterInput, RegisterOutput> {
  readonly #collected = new Collected<RegisterInput, RegisterOutput>();
  readonly #stamps = new Stamps();
  readonly #weight = new Weight();
  readonly #leased = new Set<string>();
  readonly #records = new JsonRecords((piece) => this.#record(piece));

  feed(chunk: string): void {
    this.#records.feed(chunk);
  }

  end(): History<RegisterInput, RegisterOutput> {
    this.#records.end();
    return this.#collected.history.filter(({ input }) => !this.#leased.has(input.key));
  }

  #record(piece: Piece): void {
    this.#weight.add(piece);
    readJson(piece, 'an operation as a JSON object', (value) => {
      const fields = new Fields(value, 'an operation', [], ['ClientId', 'Input', 'Call', 'Output', 'Return', 'Metadata']);
      const request = part(Object.fromEntries([['Input', fields.any('Input')]]), 'Input');
      for (const key of leasedKeysOf(request)) this.#leased.add(key);
      for (const operation of this.#operations(fields, request)) this.#collected.add(operation, piece);
    });
  }

  #operations(fields: Fields, request: Readonly<Record<string, unknown>>): readonly Operation<RegisterInput, RegisterOutput>[] {
    const client = fields.integer('ClientId');
    const call = this.#stamps.read(fields.given('Call'), ['Call']);
    const response = part(Object.fromEntries([['Output', fields.any('Output')]]), 'Output');
    return keyOperationsOf(request, response).map(({ input, output }) => {
      if (output === null) return { client, input, call, output, return: null };
      const returned = this.#stamps.read(fields.given('Return'), ['Return']);
      if (returned < call) throw new Malformed(`returns at ${returned}, before its call at ${call}`, 0, null, ['Return']);
      return { client, input, call, output, return: returned };
    });
  }
}
