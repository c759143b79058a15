import type { Operation } from '../../history.ts';
import { describeEdn, type Edn } from './edn.ts';
import { limits, Malformed } from './malformed.ts';
import { within } from './piece.ts';

/** One line of a Jepsen history: a process invokes an operation, or is told what became of it. */
export interface JepsenEvent {
  /** Where it begins. */
  readonly line: number;
  readonly column: number;
  readonly process: number;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly f: string;
  readonly value: Edn;
  /** The `:key` of the event, or nil: then the value may be a pair of key and value. */
  readonly key: Edn;
}

/** What a process asked for, with its key taken apart from its value. */
export interface Asked {
  readonly process: number;
  readonly f: string;
  readonly key: string;
  readonly value: Edn;
  readonly line: number;
}

/** How Jepsen's words become operations of a model. Throws `Malformed` for what the model does not know. */
export interface JepsenCodec<Input, Output> {
  input(asked: Asked): Input;
  /** `value` is that of the completion, without its key. */
  output(asked: Asked, value: Edn, line: number): Output;
  /** The answer that a failure stands for, where failures are observations; null where nothing happened. */
  failure(asked: Asked): Output | null;
}

interface Open<Input> {
  readonly place: number;
  readonly asked: Asked;
  readonly input: Input;
  readonly isKeyed: boolean;
}

/** The key of operations that name none. */
const onlyKey = 'register';

/** Matches completions with invocations. The stamps of operations are the numbers of their events. */
export class JepsenHistory<Input, Output> {
  readonly #codec: JepsenCodec<Input, Output>;
  /** Whether a failed operation is an observation ("the value differed") or just did not happen. */
  readonly #failuresAreAnswers: boolean;
  readonly #open = new Map<number, Open<Input>>();
  /** null where an operation turned out not to have happened. */
  readonly #operations: (Operation<Input, Output> | null)[] = [];
  readonly #kindOfKey = new Map<string, Edn['kind']>();
  #events = 0;

  constructor(codec: JepsenCodec<Input, Output>, failuresAreAnswers: boolean) {
    this.#codec = codec;
    this.#failuresAreAnswers = failuresAreAnswers;
  }

  history(): readonly Operation<Input, Output>[] {
    return this.#operations.filter((operation) => operation !== null);
  }

  add(event: JepsenEvent): void {
    const stamp = this.#events++;
    within({ ...event, text: '' }, () => (event.type === 'invoke' ? this.#invoke(event, stamp) : this.#complete(event, stamp)));
  }

  #invoke(event: JepsenEvent, call: number): void {
    const { process, f, line } = event;
    const before = this.#open.get(process);
    if (before !== undefined) {
      throw new Malformed(`process ${process} invokes while its operation of line ${before.asked.line} is open`, line);
    }
    if (this.#operations.length >= limits.operations) throw new Malformed(`more than ${limits.operations} operations`, line);
    const { key, value, isKeyed } = this.#takeApart(event);
    const asked: Asked = { process, f, key, value, line };
    const input = this.#codec.input(asked);
    this.#open.set(process, { place: this.#operations.length, asked, input, isKeyed });
    this.#operations.push({ client: process, input, call, output: null, return: null });
  }

  /** Keyed operations carry `[key value]`; a compare-and-set without a key carries `[from to]`. */
  #takeApart({ f, key, value, line }: JepsenEvent): { readonly key: string; readonly value: Edn; readonly isKeyed: boolean } {
    if (key.kind !== 'nil') return { key: this.#keyText(key, line), value, isKeyed: false };
    const [first, second] = value.kind === 'vector' && value.items.length === 2 ? value.items : [];
    if (first === undefined || second === undefined || (f === 'cas' && second.kind !== 'vector')) {
      return { key: onlyKey, value, isKeyed: false };
    }
    return { key: this.#keyText(first, line), value: second, isKeyed: true };
  }

  /** Refuses histories in which 1 and "1" would become one key. */
  #keyText(key: Edn, line: number): string {
    if (key.kind !== 'string' && key.kind !== 'number' && key.kind !== 'keyword' && key.kind !== 'symbol') {
      throw new Malformed(`${describeEdn(key)} as a key: expected a string, number or keyword`, line);
    }
    const text = 'name' in key ? key.name : String(key.value);
    const kind = this.#kindOfKey.get(text) ?? key.kind;
    if (kind !== key.kind) throw new Malformed(`key ${text} is a ${kind} before and a ${key.kind} here`, line);
    this.#kindOfKey.set(text, kind);
    return text;
  }

  #complete(event: JepsenEvent, stamp: number): void {
    const { process, type, f, line } = event;
    const open = this.#open.get(process);
    if (open === undefined) {
      // Late news of an operation that has ended already says nothing new.
      if (type === 'info') return;
      throw new Malformed(`:${type} of process ${process}, which has invoked nothing`, line);
    }
    if (open.asked.f !== f) throw new Malformed(`:${type} of :${f}, but line ${open.asked.line} invoked :${open.asked.f}`, line);
    this.#open.delete(process);
    if (type === 'ok') this.#answer(open, this.#codec.output(open.asked, valueOf(open, event), line), stamp);
    else if (type === 'fail') this.#fail(open, stamp);
  }

  #fail(open: Open<Input>, stamp: number): void {
    const output = this.#failuresAreAnswers ? this.#codec.failure(open.asked) : null;
    if (output === null) this.#operations[open.place] = null;
    else this.#answer(open, output, stamp);
  }

  #answer({ place, input, asked }: Open<Input>, output: Output, stamp: number): void {
    const call = this.#operations[place]?.call ?? 0;
    this.#operations[place] = { client: asked.process, input, call, output, return: stamp };
  }
}

function valueOf(open: Open<unknown>, { value, line }: JepsenEvent): Edn {
  if (!open.isKeyed) return value;
  const second = value.kind === 'vector' && value.items.length === 2 ? value.items[1] : undefined;
  if (second === undefined) throw new Malformed(`${describeEdn(value)}: expected [key value], as line ${open.asked.line} has`, line);
  return second;
}
