/** The keys of a history that one worker searches. */
import type { History } from '../../properties/history.ts';
import type { Model } from '../../properties/linearizability/model.ts';
import type { Progress, Round } from '../../properties/linearizability/rounds.ts';
import { prepare } from '../../properties/linearizability/search/problem.ts';
import { Trial } from '../../properties/linearizability/search/trial.ts';
import type { Illegal, KeyOrder, Placed, Statistics, Undecided } from '../../properties/linearizability/verdict.ts';

/** A key to be searched: its place among all that are, its operations, and where these stand in the history. */
export interface Part {
  readonly part: number;
  readonly key: string;
  readonly operations: History<unknown, unknown>;
  readonly sources: readonly number[];
}

/** What came of one key in a round. */
export interface Told {
  readonly part: number;
  readonly progress: Progress;
}

/** The first of the keys that were refuted, known to all workers: what comes after it need not be searched. */
export class FirstIllegal {
  readonly buffer: SharedArrayBuffer;
  readonly #word: Int32Array;

  constructor(buffer = new SharedArrayBuffer(4)) {
    this.buffer = buffer;
    this.#word = new Int32Array(buffer);
  }

  /** Of a buffer that nobody has written to yet. */
  reset(): void {
    Atomics.store(this.#word, 0, 0x7fff_ffff);
  }

  isBefore(part: number): boolean {
    return Atomics.load(this.#word, 0) < part;
  }

  note(part: number): void {
    for (let known = Atomics.load(this.#word, 0); part < known; ) known = Atomics.compareExchange(this.#word, 0, known, part);
  }
}

interface Seat {
  readonly trial: Trial<unknown, unknown, unknown>;
  readonly sources: readonly number[];
}

/** The searches of some keys, each of them where it would be if all had been searched in one place. */
export class Desk {
  readonly #seats = new Map<number, Seat>();
  readonly #first: FirstIllegal;

  /** `past`: the rounds that there have been. */
  constructor(model: Model<unknown, unknown, unknown>, parts: readonly Part[], past: readonly Round[], first: FirstIllegal) {
    this.#first = first;
    for (const { part, key, operations, sources } of parts) {
      const trial = new Trial(key, prepare(model, operations, [...operations.keys()]));
      for (const { turn, grants } of past) {
        const allowance = grants.find((grant) => grant.part === part)?.allowance;
        if (allowance !== undefined) trial.advance(turn, allowance);
      }
      this.#seats.set(part, { trial, sources });
    }
  }

  /** Lets its keys search on, in their order; those after one that is refuted are left out. */
  advance({ turn, grants }: Round): readonly Told[] {
    const told: Told[] = [];
    for (const { part, allowance } of grants) {
      const seat = this.#seats.get(part);
      if (seat === undefined || this.#first.isBefore(part)) continue;
      const progress = seat.trial.advance(turn, allowance);
      told.push({ part, progress });
      if (progress.outcome === 'illegal') this.#first.note(part);
    }
    return told;
  }

  illegal(part: number, statistics: Statistics): Illegal<unknown> | null {
    const seat = this.#seats.get(part);
    if (seat === undefined) return null;
    const verdict = seat.trial.illegal(statistics);
    return { ...verdict, blocked: sourceOf(seat, verdict.blocked), prefix: inHistory(seat, verdict.prefix) };
  }

  orders(): readonly (readonly [part: number, order: KeyOrder<unknown>])[] {
    return [...this.#seats].map(([part, seat]) => {
      const { key, order } = seat.trial.order();
      return [part, { key, order: inHistory(seat, order) }];
    });
  }

  undecided(): readonly (readonly [part: number, undecided: Undecided])[] {
    return [...this.#seats].flatMap(([part, { trial }]) => (trial.outcome === 'open' ? [[part, trial.undecided()] as const] : []));
  }
}

const sourceOf = ({ sources }: Seat, operation: number): number => sources[operation] ?? -1;

const inHistory = (seat: Seat, order: readonly Placed<unknown>[]): readonly Placed<unknown>[] => order.map(({ operation, state }) => ({ operation: sourceOf(seat, operation), state }));
