import type { Operation } from '../history.ts';
import type { CompleteModel } from './model.ts';

const textMax = 80;

/** Long text without its middle: what differs stands mostly at the ends. */
export function clipped(text: string): string {
  return text.length <= textMax ? text : `${text.slice(0, textMax / 2)}...${text.slice(3 - textMax / 2)}`;
}

/** Operations in the middle of a sentence. */
export class Phrases<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;

  constructor(model: CompleteModel<State, Input, Output>) {
    this.#model = model;
  }

  /** `get("x") by client 3 returned 7`. */
  told(operation: Operation<Input, Output>): string {
    const answer = this.#answer(operation);
    return `${this.#asked(operation)} ${answer === null ? 'never returned' : `returned ${answer}`}`;
  }

  /** `get("x") by client 3 (returned 7)`; without an answer that says no more than that there was one. */
  named(operation: Operation<Input, Output>): string {
    const answer = this.#answer(operation);
    if (answer === null) return `${this.#asked(operation)} (never answered)`;
    return /^ok$/i.test(answer) ? this.#asked(operation) : `${this.#asked(operation)} (returned ${answer})`;
  }

  state(state: State): string {
    return clipped(this.#model.describeState(state));
  }

  /** What was asked, and by whom. Where that names somebody already, the client is not a second one. */
  #asked({ input, client }: Operation<Input, Output>): string {
    const call = clipped(this.#call(input));
    return / by \S+$/.test(call) ? `${call} (client ${client})` : `${call} by client ${client}`;
  }

  #call(input: Input): string {
    const text = this.#model.describeOperation(input, null);
    return text.endsWith(' -> ?') ? text.slice(0, -' -> ?'.length) : text;
  }

  /** What the description has beyond that of the call. */
  #answer({ input, output }: Operation<Input, Output>): string | null {
    if (output === null) return null;
    const start = `${this.#call(input)} -> `;
    const text = this.#model.describeOperation(input, output);
    return clipped(text.startsWith(start) ? text.slice(start.length) : text);
  }
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(texts: readonly string[], last = 'and'): string {
  const [end = '', ...others] = texts.toReversed();
  return others.length === 0 ? end : `${others.toReversed().join(', ')} ${last} ${end}`;
}
