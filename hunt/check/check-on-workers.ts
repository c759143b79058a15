/** A check whose hard keys are searched by several threads. */
import type { History } from '../../properties/history.ts';
import { advanced, begin, type Begun, budgetFor, type CheckOptions, completed, concluded, type Searched, unknown } from '../../properties/linearizability/checker.ts';
import type { ModelName, ModelTypes } from '../../properties/linearizability/models/index.ts';
import { models } from '../../properties/linearizability/models/index.ts';
import type { Model } from '../../properties/linearizability/model.ts';
import { type Conclusion, type Round, rounds } from '../../properties/linearizability/rounds.ts';
import { prepare } from '../../properties/linearizability/search/problem.ts';
import { Trial } from '../../properties/linearizability/search/trial.ts';
import { item } from '../../properties/linearizability/search/words.ts';
import type { KeyOrder, Verdict } from '../../properties/linearizability/verdict.ts';
import { unreachable } from '../../sim/core/assert.ts';
import { Crew } from './crew.ts';

/** How much work a check may take, and how many threads share it. */
export interface WorkersOptions extends CheckOptions {
  readonly workers: number;
  /**
   * Configurations that the keys still open have cost, when other threads are asked for help: they repeat these, and each round is four times
   * the one before. Default: 20,000, less than a tenth of a second.
   */
  readonly helpAfter?: number;
}

const defaultHelpAfter = 20_000;

/**
 * The verdict of `check`, the same whatever the number of workers. The keys that take much of a search are shared among as many
 * threads. What takes little stays where it is: to hand operations over takes longer than to check them.
 */
export async function checkOnWorkers<Name extends ModelName>(
  name: Name,
  history: History<ModelTypes[Name]['input'], ModelTypes[Name]['output']>,
  options: WorkersOptions,
): Promise<Verdict<unknown>> {
  const begun = begin<unknown, unknown, unknown>(models[name], history);
  return begun.kind === 'open' ? completed(begun, await new Sharing(name, history, begun, options).verdict()) : begun;
}

class Sharing {
  readonly #name: ModelName;
  readonly #model: Model<unknown, unknown, unknown>;
  readonly #history: History<unknown, unknown>;
  readonly #begun: Begun<unknown>;
  readonly #budget: number;
  readonly #options: WorkersOptions;

  constructor(name: ModelName, history: History<unknown, unknown>, begun: Begun<unknown>, options: WorkersOptions) {
    this.#name = name;
    this.#model = models[name];
    this.#history = history;
    this.#begun = begun;
    this.#budget = budgetFor(history, options);
    this.#options = options;
  }

  async verdict(): Promise<Searched<unknown>> {
    const trials = this.#begun.open.map(({ key, sources }) => new Trial(key, prepare(this.#model, this.#history, sources)));
    const course = rounds(trials.map(({ size }) => size), this.#budget);
    const past: Round[] = [];
    const spent = trials.map(() => 0);
    for (let step = course.next(); ; ) {
      if (step.done === true) return concluded(trials, step.value, this.#budget);
      const { grants } = step.value;
      if (this.#isWorthSharing(grants.map(({ part }) => item(spent, part)))) return this.#shared(trials.map((trial) => (trial.outcome === 'legal' ? trial.order() : null)), course, step.value, past);
      past.push(step.value);
      const told = advanced(trials, step.value);
      for (const [place, { cost }] of told.entries()) spent[item(grants, place).part] = item(spent, item(grants, place).part) + cost;
      step = course.next(told);
    }
  }

  #isWorthSharing(spent: readonly number[]): boolean {
    const { workers, helpAfter = defaultHelpAfter } = this.#options;
    return workers > 1 && spent.length > 1 && spent.reduce((sum, each) => sum + each, 0) >= helpAfter;
  }

  /** `orders`: of the keys that are decided. Their searches need not be kept. */
  async #shared(orders: readonly (KeyOrder<unknown> | null)[], course: ReturnType<typeof rounds>, next: Round, past: readonly Round[]): Promise<Searched<unknown>> {
    const parts = next.grants.map(({ part }) => {
      const { key, sources } = item(this.#begun.open, part);
      return { part, key, sources, operations: sources.flatMap((source) => this.#history[source] ?? []) };
    });
    const crew = await Crew.with(this.#options.workers, this.#name, parts, past);
    try {
      for (let round = next; ; ) {
        const step = course.next(await crew.advance(round));
        if (step.done === true) return await this.#concluded(orders, crew, step.value);
        round = step.value;
      }
    } finally {
      await crew.close();
    }
  }

  async #concluded(orders: readonly (KeyOrder<unknown> | null)[], crew: Crew, conclusion: Conclusion): Promise<Searched<unknown>> {
    const statistics = { ...this.#begun.counts, configurations: conclusion.configurations };
    switch (conclusion.kind) {
      case 'ok': {
        const others = await crew.orders();
        return { kind: 'ok', orders: orders.flatMap((order, part) => order ?? others.get(part) ?? []), statistics };
      }
      case 'illegal':
        return crew.illegal(conclusion.part, statistics);
      case 'unknown':
        return unknown(this.#budget, await crew.undecided(), statistics);
      default:
        return unreachable(conclusion);
    }
  }
}
