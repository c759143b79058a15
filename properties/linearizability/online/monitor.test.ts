import { describe, expect, it } from 'vitest';
import type { History, Operation } from '../../history.ts';
import { isLinearizable } from '../bruteForce.ts';
import { type Model, models } from '../index.ts';
import { appendKvRepertoire, drawFrom, lockRepertoire, randomHistory, registerRepertoire, repetitiveRepertoire, type Repertoire, versionedKvRepertoire } from '../randomHistories.ts';
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

/** Follows random histories, and asks brute force after each answer. How many were violated, how many not. */
function follow<State, Input, Output>(model: Model<State, Input, Output>, repertoire: Repertoire<Input, Output>): { ok: number; violated: number } {
  const draw = drawFrom(5);
  const tally = { ok: 0, violated: 0 };
  for (let i = 0; i < 1_500; i++) {
    const moments = momentsOf(randomHistory(model, repertoire, 2 + draw(5), draw));
    const monitor = new Monitor(model);
    for (const [place, { operation, what, isCall }] of moments.entries()) {
      if (isCall) monitor.call(operation, what.input);
      else if (what.return !== null) monitor.answer(operation, what.output);
      if (isCall) continue;
      const soFar = historyUpTo(moments, place);
      expect(monitor.standing, JSON.stringify(soFar)).toBe(isLinearizable(model, soFar) ? 'possible' : 'violated');
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
    for (let i = 0; i < 20_000; i++) {
      monitor.call(1, { op: 'write', key: 'x', value: i });
      monitor.call(2, { op: 'read', key: 'x' });
      monitor.answer(2, { value: i % 2 === 0 || i === 0 ? i : i - 1 });
      monitor.answer(1, { ok: true });
      most = Math.max(most, monitor.configurations);
    }
    expect(monitor.standing).toBe('possible');
    expect(most).toBeLessThan(5);
  });

  it('is lost, and says so, where too much is open at once', () => {
    const monitor = new Monitor(models.kv);
    for (let i = 0; i < 12; i++) monitor.call(i, { op: 'append', key: 'x', value: String(i) });
    monitor.call(99, { op: 'get', key: 'x' });
    monitor.answer(99, { value: 'nothing like it' });
    expect(monitor.standing).toBe('lost');
  });

  it('refuses what is no history', () => {
    const monitor = new Monitor(models.register);
    monitor.call(1, { op: 'read', key: 'x' });
    expect(() => monitor.call(1, { op: 'read', key: 'x' })).toThrow('operation 1 is called, but was not yet answered');
    expect(() => monitor.answer(2, { value: 1 })).toThrow('operation 2 is answered, but is not open');
  });
});
