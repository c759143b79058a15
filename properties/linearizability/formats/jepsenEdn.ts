import type { History } from '../../history.ts';
import { describeEdn, type Edn, entryOf, type EdnForm, type EdnMap, EdnReader } from './edn.ts';
import { type JepsenCodec, type JepsenEvent, JepsenHistory } from './jepsenEvents.ts';
import { Malformed } from './malformed.ts';

const types = ['invoke', 'ok', 'fail', 'info'] as const;

/**
 * Histories of Jepsen and Knossos in EDN: maps one after the other, or one vector of maps, in the order in which they happened.
 *
 *     {:type :invoke, :f :cas, :value [1 2], :process 0}
 *     {:type :ok,     :f :cas, :value [1 2], :process 0}
 *
 * `:fail` means that the operation did not happen, `:info` that nobody knows. `:value` may be a pair of key and value, or
 * `:key` name the key. Events of the nemesis, whose process is a keyword, are left out; so are other entries and tags.
 */
export function readJepsenEdn<Input, Output>(text: string, codec: JepsenCodec<Input, Output>): History<Input, Output> {
  const history = new JepsenHistory(codec, false);
  for (const form of formsOf(text)) {
    const event = eventOf(form);
    if (event !== null) history.add(event);
  }
  return history.history();
}

function* formsOf(text: string): Generator<EdnForm> {
  const reader = new EdnReader(text);
  const isVector = reader.enter();
  for (;;) {
    if (isVector && reader.leave()) break;
    const form = reader.next();
    if (form !== null) yield form;
    else if (isVector) throw new Malformed('the text ends inside the history', reader.line);
    else return;
  }
  const extra = reader.next();
  if (extra !== null) throw new Malformed(`${describeEdn(extra.value)} after the end of the history`, extra.line);
}

function eventOf({ value, line }: EdnForm): JepsenEvent | null {
  if (value.kind !== 'map') throw new Malformed(`${describeEdn(value)}: expected a map {:type ..., :process ..., :f ...}`, line);
  const process = entryOf(value, 'process');
  if (process.kind === 'keyword') return null;
  if (process.kind !== 'number' || !Number.isSafeInteger(process.value)) {
    throw new Malformed(`:process is ${describeEdn(process)}: expected an integer, or a keyword for the nemesis`, line);
  }
  const type = types.find((known) => known === wordOf(value, 'type', line));
  if (type === undefined) throw new Malformed(`:type is ${describeEdn(entryOf(value, 'type'))}: expected :invoke, :ok, :fail or :info`, line);
  const f = wordOf(value, 'f', line);
  return { line, process: process.value, type, f, value: entryOf(value, 'value'), key: entryOf(value, 'key') };
}

function wordOf(map: EdnMap, name: string, line: number): string {
  const word: Edn = entryOf(map, name);
  if (word.kind === 'keyword') return word.name;
  throw new Malformed(`:${name} is ${describeEdn(word)}: expected a keyword`, line);
}
