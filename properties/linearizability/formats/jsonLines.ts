import type { History, Operation } from '../../history.ts';
import type { Codec } from './codec.ts';
import { Fields } from './fields.ts';
import { limits, linesOf, Malformed } from './malformed.ts';

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
export function readJsonLines<Input, Output>(text: string, codec: Codec<Input, Output>): History<Input, Output> {
  const operations: Operation<Input, Output>[] = [];
  const lines: number[] = [];
  for (const [line, number] of linesOf(text)) {
    if (operations.length >= limits.operations) throw new Malformed(`more than ${limits.operations} operations`, number);
    operations.push(operationOf(parse(line, number), number, codec));
    lines.push(number);
  }
  refuseOverlap(operations, lines);
  return operations;
}

function parse(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Malformed(`expected an operation as one JSON object: ${error.message.slice(0, 100)}`, line);
  }
}

function operationOf<Input, Output>(value: unknown, line: number, codec: Codec<Input, Output>): Operation<Input, Output> {
  const fields = new Fields(value, 'an operation', line, ['clientId', 'input', 'output', 'call', 'return']);
  const client = fields.integer('clientId');
  const call = fields.finite('call');
  const input = codec.input(new Fields(fields.any('input'), 'input', line, codec.inputFields), client);
  if (fields.has('return') && fields.any('return') === null) {
    if (fields.any('output') === null) return { client, input, call, output: null, return: null };
    throw new Malformed('an output but no return: an operation without an answer has output null', line);
  }
  const returned = fields.finite('return');
  if (returned < call) throw new Malformed(`returns at ${returned}, before its call at ${call}`, line);
  const output = codec.output(new Fields(fields.any('output'), 'output', line, codec.outputFields), input);
  return { client, input, call, output, return: returned };
}

/** A client asks for one thing after the other; otherwise the file does not say what its author means. */
function refuseOverlap(operations: History<unknown, unknown>, lines: readonly number[]): void {
  const placed = operations.map((operation, place) => ({ operation, line: lines[place] ?? 0 }));
  placed.sort((a, b) => a.operation.client - b.operation.client || a.operation.call - b.operation.call || a.line - b.line);
  for (const [place, { operation, line }] of placed.entries()) {
    const before = placed[place - 1];
    if (before === undefined || before.operation.client !== operation.client || before.operation.return === null) continue;
    if (operation.call >= before.operation.return) continue;
    const what = `client ${operation.client} calls at ${operation.call}`;
    throw new Malformed(`${what}, before its operation of line ${before.line} returns at ${before.operation.return}`, line);
  }
}

/** The history as JSON lines. Reading them back gives the same history. */
export function writeJsonLines(history: History<unknown, unknown>): string {
  const lines = history.map(({ client, input, output, call, return: returned }) =>
    JSON.stringify({ clientId: client, input, output, call, return: returned }),
  );
  return lines.map((line) => `${line}\n`).join('');
}
