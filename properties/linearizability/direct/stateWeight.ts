import type { CompleteModel } from '../model.ts';

/** One state of so many is weighed. */
const stride = 512;
/** Most characters, of all states kept together. */
const charactersMax = 1 << 26;

/**
 * How much the states of an order take of memory, roughly: each state of a long queue is a list of its own, and a hundred thousand of those are more than there is
 * room for. Strings share what they have in common, and count nothing.
 */
export class StateWeight<State> {
  readonly #model: CompleteModel<State, unknown, unknown>;
  #states = 0;
  #characters = 0;

  constructor(model: CompleteModel<State, unknown, unknown>) {
    this.#model = model;
  }

  /** One more state is kept. Whether that is too much. */
  add(state: State): boolean {
    if (typeof state !== 'object' || ++this.#states % stride !== 0) return false;
    const key = this.#model.stateKey(state);
    if (typeof key === 'string') this.#characters += stride * key.length;
    return this.#characters > charactersMax;
  }
}
