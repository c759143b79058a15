import type { History, Operation } from '../../history.ts';
import type { Codec } from './codec.ts';
import { Collected } from './collected.ts';
import { Fields } from './fields.ts';
import { readJson } from './jsonPiece.ts';
import { Lines } from './lines.ts';
import { Malformed } from './malformed.ts';
import type { FormatReader } from './reader.ts';
import { Stamps } from './stamps.ts';
import { Weight } from './weight.ts';

/**
 * JSON lines: one operation a line, in any order.
 *
 *     {"clientId":0,"input":{"op":"write","key":"x","value":1},"output":{"ok":true},"call":0,"return":3}
 *
 * `call` and `return` are finite numbers, positions on one line of time; a return at 20 and a call at 20 overlap.
 * `return` null (with `output` null, or none) means that no answer came: the operation may take effect at any time after its
 * call, or never. A client has one operation at a time; after one without an answer it may go on (as a new session).
 *
 * | model      | `input`                                                          | `output`                                          |
 * |------------|------------------------------------------------------------------|---------------------------------------------------|
 * | `register` | `{op:"read",key}` `{op:"write",key,value}` `{op:"cas",key,from,to}` | `{value}` for a read, `{ok:true}` for a write, `{ok}` for a cas |
 * | `kv`       | `{op:"get",key}` `{op:"put",key,value}` `{op:"append",key,value}`  | `{value}` for a get, `{ok:true}` for a put; an append either, `value` being what was there before |
 * | `kvv`      | `{op:"get",key}` `{op:"put",key,value,version}`                   | `{value,version,err:"OK"}` or `{err:"ErrNoKey"}` for a get, `{err}` for a put: OK, ErrVersion, ErrNoKey, ErrMaybe |
 * | `lock`     | `{op:"acquire",lock,holder}` `{op:"release",lock,holder}`; without `holder` the client | `{ok}`                      |
 * | `store`    | as in `models/store.ts`: `{op:"get",key}` `{op:"scan",from,to,limit}` `{op:"put",key,value}` `{op:"append",key,value}` `{op:"delete",key}` `{op:"transaction",compare,success,failure}` | `{value,revision}` `{entries}` `{before}` `{succeeded,results}`; of a change also `{expired:true}` |
 *
 * Keys, locks and the values of `kv` and `kvv` are strings, versions integers, those of `register` any scalar. Fields that are
 * not named here are refused.
 */
export class JsonLinesReader<Input, Output> implements FormatReader<Input, Output> {
  readonly #codec: Codec<Input, Output>;
  readonly #collected = new Collected<Input, Output>();
  readonly #stamps = new Stamps();
  readonly #weight = new Weight();
  readonly #lines = new Lines((piece) => {
    this.#weight.add(piece);
    this.#collected.add(readJson(piece, 'an operation as one JSON object', (value) => this.#operation(value)), piece);
  });

  constructor(codec: Codec<Input, Output>) {
    this.#codec = codec;
  }

  feed(chunk: string): void {
    this.#lines.feed(chunk);
  }

  end(): History<Input, Output> {
    this.#lines.end();
    this.#collected.refuseOverlap();
    return this.#collected.history;
  }

  #operation(value: unknown): Operation<Input, Output> {
    const fields = new Fields(value, 'an operation', [], ['clientId', 'input', 'output', 'call', 'return']);
    const client = fields.integer('clientId');
    const call = this.#stamps.read(fields.given('call'), ['call']);
    const input = this.#codec.input(new Fields(fields.any('input'), 'input', ['input'], this.#codec.inputFields), client);
    if (fields.has('return') && fields.any('return') === null) {
      if (fields.any('output') === null) return { client, input, call, output: null, return: null };
      throw new Malformed('an output but no return: an operation without an answer has output null', 0, null, ['output']);
    }
    const returned = this.#stamps.read(fields.given('return'), ['return']);
    if (returned < call) throw new Malformed(`returns at ${returned}, before its call at ${call}`, 0, null, ['return']);
    const output = this.#codec.output(new Fields(fields.any('output'), 'output', ['output'], this.#codec.outputFields), input);
    return { client, input, call, output, return: returned };
  }
}

/** The history as JSON lines. Reading them back gives the same history. */
export function writeJsonLines(history: History<unknown, unknown>): string {
  const lines = history.map(({ client, input, output, call, return: returned }) =>
    JSON.stringify({ clientId: client, input, output, call, return: returned }),
  );
  return lines.map((line) => `${line}\n`).join('');
}
