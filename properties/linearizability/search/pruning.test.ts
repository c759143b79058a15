import { describe, expect, it } from 'vitest';
import type { History, Operation } from '../../history.ts';
import { decide } from '../checker.ts';
import { type Model, models } from '../index.ts';
import type { CounterInput, CounterOutput } from '../models/counter.ts';
import type { RegisterInput, RegisterOutput } from '../models/register.ts';
import { settle } from '../settle.ts';
import { prepare } from './problem.ts';

type RegisterOperation = Operation<RegisterInput, RegisterOutput>;
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const pending = (input: RegisterInput, i: number): RegisterOperation => ({ client: i, input, call: i, output: null, return: null });
const read = (call: number, value: number): RegisterOperation => ({ client: 900, input: { op: 'read', key: 'x' }, call, output: { value }, return: call + 1 });

/** How much a search visits, and what it finds; without what takes no search. */
function searched<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>): readonly [kind: string, configurations: number] {
  const { kind, statistics } = decide([{ key: '', problem: prepare(model, history, [...history.keys()]) }], 100_000);
  return [kind, statistics.configurations];
}

describe('what keeps searches small', () => {
  it('equal pending operations are one kind, of which only the number counts', () => {
    const adds = upTo(40).map((i): Operation<CounterInput, CounterOutput> => ({ client: i, input: { op: 'add', counter: 'x', by: 2 }, call: i, output: null, return: null }));
    const get: Operation<CounterInput, CounterOutput> = { client: 99, input: { op: 'get', counter: 'x' }, call: 50, output: { value: 41 }, return: 51 };
    const [kind, configurations] = searched(models.counter, [...adds, get]);
    expect(kind).toBe('illegal');
    expect(configurations).toBeLessThan(200);
  });

  it('equal answered operations come in the order of time', () => {
    const adds = upTo(14).map((i): Operation<CounterInput, CounterOutput> => ({ client: i, input: { op: 'add', counter: 'x', by: 2 }, call: i, output: { done: true }, return: 100 + i }));
    const gets = [41, 28].map((value, i): Operation<CounterInput, CounterOutput> => ({ client: 99, input: { op: 'get', counter: 'x' }, call: 50 + 2 * i, output: { value }, return: 51 + 2 * i }));
    const [kind, configurations] = searched(models.counter, [...adds, ...gets]);
    expect(kind).toBe('illegal');
    expect(configurations).toBeLessThan(200);
  });

  it('pending reads are left out', () => {
    const reads = upTo(1_000).map((i) => pending({ op: 'read', key: 'x' }, i));
    expect(prepare(models.register, [...reads, read(2_000, 1)], [...upTo(1_001)])).toMatchObject({ unanswered: 0, size: 1 });
  });

  it('pending writes that nobody can have seen are not tried', () => {
    const writes = upTo(60).map((i) => pending({ op: 'write', key: 'x', value: i }, i));
    const [kind, configurations] = searched(models.register, [...writes, ...[3, 3, 5, 3].map((value, i) => read(100 + 2 * i, value))]);
    expect(kind).toBe('illegal');
    expect(configurations).toBeLessThan(200);
  });

  it('a configuration is as wide as what is open, however long the history', () => {
    const words = [1_000, 20_000].map((count) => prepare(models.register, upTo(count).map((i): RegisterOperation => ({ client: i % 5, input: { op: 'write', key: 'x', value: i % 3 }, call: 4 * i, output: { ok: true }, return: 4 * i + 17 })), upTo(count)).words);
    expect(words).toEqual([2, 2]);
  });

  it('a value that nobody wrote, one read before it was written, and two values that take turns need no search', () => {
    const write = (call: number, value: number): RegisterOperation => ({ client: value, input: { op: 'write', key: 'x', value }, call, output: { ok: true }, return: call + 1 });
    const again = [write(0, 1), write(2, 1)];
    const refuted = [[...again, read(6, 7)], [...again, read(4, 2), write(6, 2)], [...again, write(8, 3), write(10, 4), read(12, 3)]].map((history) => settle(models.register, history, [...history.keys()]));
    expect(refuted.map((settled) => (settled.kind === 'illegal' ? settled.contradiction.kind : settled.kind))).toEqual(['unwritten', 'order', 'between']);
  });
});
