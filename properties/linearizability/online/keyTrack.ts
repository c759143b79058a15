import { complete, type CompleteModel, type Model } from '../model.ts';
import { Guess, type Way } from './guess.ts';
import { KeyMonitor, type Standing } from './keyMonitor.ts';
import type { Moment } from './moments.ts';
import { secondGuess } from './secondGuess.ts';

/** Most moments that are kept. */
const momentsMax = 10_000;
/** Most moments that are searched for other ways, all searches taken together. After that, the monitor takes over. */
const searchedMax = 5_000;

/**
 * The operations of one key, cheaply as long as one guess explains them all. What is open or was concurrent is kept meanwhile: where
 * the guess fails, a search of that gives another one. Once that has become too much, the monitor hears of it, which keeps all
 * ways in mind instead. When all is answered and one state is left, everything begins anew from there.
 */
export class KeyTrack<State, Input, Output> {
  readonly #model: Model<State, Input, Output>;
  readonly #rules: CompleteModel<State, Input, Output>;
  readonly #open = new Map<number, Input>();
  #moments: Moment<Input, Output>[] = [];
  /** The state before the moments, where there is no monitor. */
  #base: State;
  #guess: Guess<State, Input, Output>;
  #standing: Standing = 'possible';
  #monitor: KeyMonitor<State, Input, Output> | null = null;
  /** No two operations were open at once since the base. */
  #isSequential = true;
  #searched = 0;

  constructor(model: Model<State, Input, Output>, rules: CompleteModel<State, Input, Output> = complete(model)) {
    this.#model = model;
    this.#rules = rules;
    this.#base = rules.init();
    this.#guess = new Guess(rules, { now: this.#base, open: [], lost: [] });
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** How many moments and ways in which it may have happened are kept in mind. */
  get size(): number {
    return this.#moments.length + (this.#monitor?.configurations ?? 1);
  }

  call(operation: number, input: Input): void {
    if (this.#standing !== 'possible') return;
    this.#open.set(operation, input);
    if (this.#open.size > 1) this.#isSequential = false;
    this.#guess.call(operation, input);
    this.#hear({ kind: 'call', operation, input });
  }

  /** The answer will not come: the operation takes effect at any time, or never. */
  lose(operation: number): void {
    const input = this.#open.get(operation);
    if (input === undefined || this.#standing !== 'possible') return;
    this.#open.delete(operation);
    if (!this.#rules.isPure(input, null)) this.#isSequential = false;
    this.#guess.lose(operation);
    this.#hear({ kind: 'loss', operation });
  }

  answer(operation: number, output: Output): void {
    if (!this.#open.delete(operation) || this.#standing !== 'possible') return;
    const isExplained = this.#guess.answer(operation, output);
    this.#hear({ kind: 'answer', operation, output });
    if (!isExplained) this.#guessAgain();
    else if (this.#open.size === 0) this.#beginAnew();
  }

  #hear(moment: Moment<Input, Output>): void {
    this.#moments.push(moment);
    if (this.#moments.length > momentsMax) this.#catchUp();
  }

  #guessAgain(): void {
    this.#searched += this.#moments.length;
    if (this.#monitor !== null || this.#searched > searchedMax) return this.#askMonitor();
    const second = secondGuess(this.#model, this.#base, this.#moments);
    if (second.kind === 'unknown') this.#leave('lost');
    else if (second.kind === 'none') this.#leave('violated');
    else this.#goOn(second.way);
  }

  #askMonitor(): void {
    const monitor = this.#catchUp();
    const { way } = monitor;
    if (way === null) this.#leave(monitor.standing);
    else this.#goOn(way);
  }

  #goOn(way: Way<State, Input>): void {
    this.#guess = new Guess(this.#rules, way);
    if (this.#open.size === 0) this.#beginAnew();
  }

  /** Nothing more can be found out. */
  #leave(standing: Standing): void {
    this.#standing = standing;
    this.#moments = [];
    this.#open.clear();
    this.#monitor = null;
  }

  #catchUp(): KeyMonitor<State, Input, Output> {
    const monitor = (this.#monitor ??= new KeyMonitor(this.#rules, this.#base));
    for (const moment of this.#moments) tell(monitor, moment);
    this.#moments = [];
    return monitor;
  }

  /** Nothing is open. If that leaves one state only, what came before is of no account any more. */
  #beginAnew(): void {
    if (this.#monitor === null && this.#isSequential) return this.#beginAt(this.#guess.state);
    const settled = this.#moments.length > 0 ? null : (this.#monitor?.settled ?? null);
    if (settled !== null) this.#beginAt(settled.state);
  }

  #beginAt(state: State): void {
    this.#base = state;
    this.#guess = new Guess(this.#rules, { now: state, open: [], lost: [] });
    this.#moments = [];
    this.#monitor = null;
    this.#isSequential = true;
  }
}

function tell<State, Input, Output>(monitor: KeyMonitor<State, Input, Output>, moment: Moment<Input, Output>): void {
  switch (moment.kind) {
    case 'call':
      return monitor.call(moment.operation, moment.input);
    case 'answer':
      return monitor.answer(moment.operation, moment.output);
    case 'loss':
      return monitor.lose(moment.operation);
  }
}
