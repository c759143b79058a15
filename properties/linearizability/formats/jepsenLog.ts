import type { History } from '../../history.ts';
import { type Edn, EdnReader } from './edn.ts';
import { type JepsenCodec, type JepsenEvent, JepsenHistory } from './jepsenEvents.ts';
import { Lines } from './lines.ts';
import { Malformed, quote } from './malformed.ts';
import type { Piece } from './piece.ts';
import type { FormatReader } from './reader.ts';
import { Weight } from './weight.ts';

/** What stands before an event on its line. */
export const logMark = 'jepsen.util - ';

/**
 * Text logs of Jepsen, as kept of its etcd tests: the lines that hold an event, whatever stands before it.
 *
 *     INFO  jepsen.util - 4	:invoke	:cas	[1 3]
 *     INFO  jepsen.util - 4	:fail	:cas	[1 3]
 *
 * Process, type, operation and value stand between spaces. Here a failed `:cas` is an observation: the value differed.
 * Any other failure says nothing. `:info` is an operation of which nobody knows. Other lines are left out.
 */
export class JepsenLogReader<Input, Output> implements FormatReader<Input, Output> {
  readonly #history: JepsenHistory<Input, Output>;
  readonly #weight = new Weight();
  readonly #lines = new Lines((piece) => this.#line(piece));

  constructor(codec: JepsenCodec<Input, Output>) {
    this.#history = new JepsenHistory(codec, true);
  }

  feed(chunk: string): void {
    this.#lines.feed(chunk);
  }

  end(): History<Input, Output> {
    this.#lines.end();
    return this.#history.history();
  }

  #line({ text, line, column }: Piece): void {
    const mark = text.indexOf(logMark);
    if (mark < 0) return;
    this.#weight.add({ text, line, column });
    const start = mark + logMark.length;
    const event = eventOf({ text: text.slice(start), line, column: column + start });
    if (event !== null) this.#history.add(event);
  }
}

function eventOf({ text, line, column }: Piece): JepsenEvent | null {
  const match = /^(\d{1,15}|:\S+)\s+:(invoke|ok|fail|info)\s+:(\S+)\s*(.*)$/.exec(text);
  const [, process, type, f, rest] = match ?? [];
  if (process === undefined || f === undefined || rest === undefined) throw malformed(text, line, column);
  if (process.startsWith(':')) return null;
  if (rest === '' && (type === 'invoke' || type === 'ok')) throw malformed(text, line, column);
  const value = type === 'invoke' || type === 'ok' ? valueOf({ text: rest, line, column: column + text.length - rest.length }) : nil;
  if (type !== 'invoke' && type !== 'ok' && type !== 'fail' && type !== 'info') throw malformed(text, line, column);
  return { line, column, process: Number(process), type, f, value, key: nil };
}

const nil: Edn = { kind: 'nil' };

const malformed = (text: string, line: number, column: number): Malformed =>
  new Malformed(`${quote(text)}: expected a process, :invoke, :ok, :fail or :info, an operation and its value`, line, column);

function valueOf({ text, line, column }: Piece): Edn {
  return new EdnReader(text, line, column).next()?.value ?? nil;
}
