import type { History } from '../../history.ts';
import { describeEdn, type Edn, entryOf, type EdnForm, type EdnMap, EdnReader } from './edn.ts';
import { EdnPieces } from './ednPieces.ts';
import { type JepsenCodec, type JepsenEvent, JepsenHistory } from './jepsenEvents.ts';
import { Malformed } from './malformed.ts';
import { type Piece, within } from './piece.ts';
import type { FormatReader } from './reader.ts';
import { Weight } from './weight.ts';

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
export class JepsenEdnReader<Input, Output> implements FormatReader<Input, Output> {
  readonly #history: JepsenHistory<Input, Output>;
  readonly #pieces = new EdnPieces((piece) => this.#take(piece, false));
  /** A discard that waits for what it discards. */
  #carried: Piece | null = null;
  #isFirst = true;
  readonly #weight = new Weight();

  constructor(codec: JepsenCodec<Input, Output>) {
    this.#history = new JepsenHistory(codec, false);
  }

  feed(chunk: string): void {
    this.#pieces.feed(chunk);
  }

  end(): History<Input, Output> {
    this.#pieces.end();
    if (this.#carried !== null) this.#take({ ...this.#carried, text: '' }, true);
    return this.#history.history();
  }

  #take(piece: Piece, isLast: boolean): void {
    this.#weight.add(piece);
    const whole = this.#carried === null ? piece : { ...this.#carried, text: this.#carried.text + piece.text };
    const forms = formsOf(whole, isLast);
    this.#carried = forms === null ? whole : null;
    for (const form of forms ?? []) this.#form(form);
  }

  #form(form: EdnForm): void {
    if (this.#pieces.isOver) throw new Malformed(`${describeEdn(form.value)} after the end of the history`, form.line, form.column);
    const isWhole = this.#isFirst && (form.value.kind === 'vector' || form.value.kind === 'list');
    this.#isFirst = false;
    const values = isWhole ? form.value.items : [form.value];
    for (const value of values) {
      const event = within({ text: '', ...form }, () => eventOf({ ...form, value }));
      if (event !== null) this.#history.add(event);
    }
  }
}

/** The values in a piece; null where its last discard has nothing to discard yet. */
function formsOf({ text, line, column }: Piece, isLast: boolean): readonly EdnForm[] | null {
  const reader = new EdnReader(text, line, column);
  const forms: EdnForm[] = [];
  try {
    for (let form = reader.next(); form !== null; form = reader.next()) forms.push(form);
  } catch (error) {
    if (!isLast && error instanceof Malformed && reader.isAtEnd && /^[\s,]*#_/.test(text)) return null;
    throw error;
  }
  return forms;
}

function eventOf({ value, line, column }: EdnForm): JepsenEvent | null {
  if (value.kind !== 'map') throw new Malformed(`${describeEdn(value)}: expected a map {:type ..., :process ..., :f ...}`, line);
  const process = entryOf(value, 'process');
  if (process.kind === 'keyword') return null;
  if (process.kind !== 'number' || !Number.isSafeInteger(process.value)) {
    throw new Malformed(`:process is ${describeEdn(process)}: expected an integer, or a keyword for the nemesis`, line);
  }
  const type = types.find((known) => known === wordOf(value, 'type', line));
  if (type === undefined) throw new Malformed(`:type is ${describeEdn(entryOf(value, 'type'))}: expected :invoke, :ok, :fail or :info`, line);
  const f = wordOf(value, 'f', line);
  return { line, column, process: process.value, type, f, value: entryOf(value, 'value'), key: entryOf(value, 'key') };
}

function wordOf(map: EdnMap, name: string, line: number): string {
  const word: Edn = entryOf(map, name);
  if (word.kind === 'keyword') return word.name;
  throw new Malformed(`:${name} is ${describeEdn(word)}: expected a keyword`, line);
}
