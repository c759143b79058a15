import type { History } from '../../history.ts';
import { type Edn, EdnReader } from './edn.ts';
import { type JepsenCodec, type JepsenEvent, JepsenHistory } from './jepsenEvents.ts';
import { linesOf, Malformed, quote } from './malformed.ts';

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
export function readJepsenLog<Input, Output>(text: string, codec: JepsenCodec<Input, Output>): History<Input, Output> {
  const history = new JepsenHistory(codec, true);
  for (const [line, number] of linesOf(text)) {
    const mark = line.indexOf(logMark);
    if (mark < 0) continue;
    const event = eventOf(line.slice(mark + logMark.length), number);
    if (event !== null) history.add(event);
  }
  return history.history();
}

function eventOf(text: string, line: number): JepsenEvent | null {
  const match = /^(\d{1,15}|:\S+)\s+:(invoke|ok|fail|info)\s+:(\S+)\s*(.*)$/.exec(text);
  const [, process, type, f, rest] = match ?? [];
  if (process === undefined || f === undefined || rest === undefined) throw malformed(text, line);
  if (process.startsWith(':')) return null;
  const value = type === 'invoke' || type === 'ok' ? valueOf(rest, line) : nil;
  if (type !== 'invoke' && type !== 'ok' && type !== 'fail' && type !== 'info') throw malformed(text, line);
  return { line, process: Number(process), type, f, value, key: nil };
}

const nil: Edn = { kind: 'nil' };

const malformed = (text: string, line: number): Malformed =>
  new Malformed(`${quote(text)}: expected a process, :invoke, :ok, :fail or :info, an operation and its value`, line);

function valueOf(rest: string, line: number): Edn {
  return new EdnReader(rest, line).next()?.value ?? nil;
}
