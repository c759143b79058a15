import { describe, expect, it } from 'vitest';
import type { History, Operation } from '../../history.ts';
import { isLinearizable } from '../bruteForce.ts';
import { type Model, models } from '../index.ts';
import { appendKvRepertoire, drawFrom, lockRepertoire, randomHistory, registerRepertoire, repetitiveRepertoire, type Repertoire, versionedKvRepertoire } from '../randomHistories.ts';
import { complete, type CompleteModel } from '../model.ts';
import { KeyMonitor } from './keyMonitor.ts';
import { Monitor } from './monitor.ts';

interface Moment<Input, Output> {
  readonly at: number;
  readonly operation: number;
  readonly what: Operation<Input, Output>;
  readonly isCall: boolean;
}

/** Calls and answers in the order of time; at one stamp calls come first, since intervals are closed. */
function momentsOf<Input, Output>(history: History<Input, Output>): readonly Moment<Input, Output>[] {
  const moments = history.flatMap((what, operation): Moment<Input, Output>[] => [
    { at: what.call, operation, what, isCall: true },
    ...(what.return === null ? [] : [{ at: what.return, operation, what, isCall: false }]),
  ]);
  return moments.sort((a, b) => a.at - b.at || Number(b.isCall) - Number(a.isCall));
}

/** What had happened up to and with a moment: operations still open are unanswered. */
function historyUpTo<Input, Output>(moments: readonly Moment<Input, Output>[], last: number): History<Input, Output> {
  const ended = new Set(moments.slice(0, last + 1).filter(({ isCall }) => !isCall).map(({ operation }) => operation));
  return moments.slice(0, last + 1).filter(({ isCall }) => isCall).map(({ operation, what }) =>
    ended.has(operation) ? what : { client: what.client, input: what.input, call: what.call, output: null, return: null },
  );
}

/** What a monitor asks once the order of the answers explains them no more: from the beginning. */
class Exact<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #keys = new Map<string, KeyMonitor<State, Input, Output>>();

  constructor(model: Model<State, Input, Output>) {
    this.#model = complete(model);
  }

  of(input: Input): KeyMonitor<State, Input, Output> {
    const name = this.#model.partition(input);
    const key = this.#keys.get(name) ?? new KeyMonitor(this.#model);
    this.#keys.set(name, key);
    return key;
  }

  observe(operation: number, what: Operation<Input, Output>, isCall: boolean): void {
    if (isCall) this.of(what.input).call(operation, what.input);
    else if (what.return !== null) this.of(what.input).answer(operation, what.output);
  }
}

/** Follows random histories, and asks brute force after each answer. How many were violated, how many not. */
function follow<State, Input, Output>(model: Model<State, Input, Output>, repertoire: Repertoire<Input, Output>): { ok: number; violated: number } {
  const draw = drawFrom(5);
  const tally = { ok: 0, violated: 0 };
  for (let i = 0; i < 1_000; i++) {
    const moments = momentsOf(randomHistory(model, repertoire, 2 + draw(5), draw));
    const monitor = new Monitor(model);
    const exact = new Exact(model);
    for (const [place, { operation, what, isCall }] of moments.entries()) {
      if (isCall) monitor.call(operation, what.input);
      else if (what.return !== null) monitor.answer(operation, what.output);
      exact.observe(operation, what, isCall);
      if (isCall && what.return === null && draw(2) === 0) {
        monitor.lose(operation);
        exact.of(what.input).lose(operation);
      }
      if (isCall) continue;
      const soFar = historyUpTo(moments, place);
      const standing = isLinearizable(model, soFar) ? 'possible' : 'violated';
      expect(monitor.standing, JSON.stringify(soFar)).toBe(standing);
      expect(exact.of(what.input).standing, JSON.stringify(soFar)).toBe(standing);
      if (monitor.standing === 'violated') break;
    }
    if (monitor.standing === 'violated') tally.violated++;
    else tally.ok++;
  }
  return tally;
}

describe('a monitor', () => {
  it.each([
    ['register', () => follow(models.register, registerRepertoire)],
    ['a register of two values', () => follow(models.register, repetitiveRepertoire)],
    ['kv', () => follow(models.kv, appendKvRepertoire)],
    ['kvv', () => follow(models.kvv, versionedKvRepertoire)],
    ['lock', () => follow(models.lock, lockRepertoire)],
  ])('says violated at the very answer after which brute force finds no order: %s', (_, run) => {
    const { ok, violated } = run();
    expect(ok).toBeGreaterThan(200);
    expect(violated).toBeGreaterThan(200);
  });

  it('keeps no more in mind than what is open, however long it goes on', () => {
    const monitor = new Monitor(models.register);
    let most = 0;
    for (let i = 0; i < 6_000; i++) {
      monitor.call(1, { op: 'write', key: 'x', value: i });
      monitor.call(2, { op: 'read', key: 'x' });
      monitor.answer(2, { value: i % 2 === 0 || i === 0 ? i : i - 1 });
      monitor.answer(1, { ok: true });
      most = Math.max(most, monitor.size);
    }
    expect(monitor.standing).toBe('possible');
    expect(most).toBeLessThan(10_010);
  });

  it('forgets what came before where nothing was concurrent, and goes on where too much was', () => {
    const calm = new Monitor(models.register);
    const busy = new Monitor(models.register);
    let [most, mostCalm] = [0, 0];
    for (let i = 0; i < 6_000; i++) {
      for (const monitor of [calm, busy]) monitor.call(i, { op: 'write', key: 'x', value: i });
      calm.answer(i, { ok: true });
      if (i > 0) busy.answer(i - 1, { ok: true });
      mostCalm = Math.max(mostCalm, calm.size);
      most = Math.max(most, busy.size);
    }
    expect(most).toBeLessThan(10_010);
    expect(mostCalm).toBe(1);
    for (const monitor of [calm, busy]) monitor.call(99_999, { op: 'read', key: 'x' });
    for (const monitor of [calm, busy]) monitor.answer(99_999, { value: 5_990 });
    expect([calm.standing, busy.standing]).toEqual(['violated', 'violated']);
  });

  it('is lost, and says so, where too much is open at once', () => {
    const monitor = new Monitor(models.stack);
    for (let i = 0; i < 12; i++) monitor.call(i, { op: 'push', stack: 'x', item: i });
    monitor.call(99, { op: 'pop', stack: 'x' });
    monitor.answer(99, { item: 'nothing like it' });
    expect(monitor.standing).toBe('lost');
  });

  it('refuses what is no history', () => {
    const monitor = new Monitor(models.register);
    monitor.call(1, { op: 'read', key: 'x' });
    expect(() => monitor.call(1, { op: 'read', key: 'x' })).toThrow('operation 1 is called, but was not yet answered');
    expect(() => monitor.answer(2, { value: 1 })).toThrow('operation 2 is answered, but is not open');
    expect(() => monitor.lose(2)).toThrow('operation 2 is lost, but is not open');
  });
});
