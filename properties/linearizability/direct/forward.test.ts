import { describe, expect, it } from 'vitest';
import type { Operation } from '../../history.ts';
import { findFaultInOrders } from '../certificate.ts';
import { check, type Model, models } from '../index.ts';
import type { RegisterInput, RegisterOutput } from '../models/register.ts';
import { drawFrom, queueRepertoire, randomHistory, repetitiveRepertoire, type Repertoire, stackRepertoire } from '../randomHistories.ts';
import { goForward } from './forward.ts';

type RegisterOperation = Operation<RegisterInput, RegisterOutput>;
const write = (client: number, call: number, returned: number, value: number): RegisterOperation => ({ client, input: { op: 'write', key: 'x', value }, call, output: { ok: true }, return: returned });
const read = (client: number, call: number, returned: number, value: number | null): RegisterOperation => ({ client, input: { op: 'read', key: 'x' }, call, output: { value }, return: returned });
const orderOf = (history: readonly RegisterOperation[]) => goForward(models.register, history, [...history.keys()])?.map(({ operation }) => operation) ?? null;

/** What it finds is held against the definition of an order; of the histories that are legal without their unanswered operations, how many it finds. */
function compare<State, Input, Output>(model: Model<State, Input, Output>, repertoire: Repertoire<Input, Output>): { found: number; legal: number } {
  const draw = drawFrom(9);
  const single: Model<State, Input, Output> = { ...model, partition: () => '' };
  const tally = { found: 0, legal: 0 };
  for (let i = 0; i < 2_000; i++) {
    const history = randomHistory(model, repertoire, 2 + draw(8), draw).filter((operation) => operation.return !== null && model.partition?.(operation.input) !== 'y');
    const order = goForward(single, history, [...history.keys()]);
    if (order !== null) expect(findFaultInOrders(single, history, [{ key: '', order }], true), JSON.stringify(history)).toBe(null);
    if (order !== null) tally.found++;
    if (check(single, history).kind === 'ok') tally.legal++;
  }
  return tally;
}

describe('going forward', () => {
  it('places what has no effect as soon as it is possible, anything else when its return comes', () => {
    expect(orderOf([write(0, 0, 9, 1), read(1, 1, 12, null), write(2, 2, 8, 2), read(3, 3, 10, 2)])).toEqual([1, 2, 3, 0]);
  });
  it('places something else before what is not possible otherwise', () => {
    expect(orderOf([write(0, 0, 9, 1), write(1, 0, 8, 2), read(2, 1, 2, 1), read(2, 3, 4, 2)])).toEqual([0, 2, 1, 3]);
  });
  it('goes back where that leads nowhere', () => {
    const dear = { ...models.register, isPure: () => false };
    const history = [write(0, 0, 20, 1), write(1, 0, 21, 2), write(2, 0, 22, 1), read(3, 1, 4, 1), read(3, 5, 6, 2), read(3, 7, 8, 1), read(3, 9, 10, 1)];
    expect(goForward(dear, history, [...history.keys()])).not.toBe(null);
  });
  it('finds nothing where nothing is legal, and leaves it to others where a step leads to several states', () => {
    expect(orderOf([write(0, 0, 1, 1), read(1, 2, 3, 2)])).toBe(null);
    const coin: Model<number, string, string> = { name: 'coin', init: () => 0, step: () => [0, 1] };
    expect(goForward(coin, [{ client: 0, input: 'toss', call: 0, output: 'tossed', return: 1 }], [0])).toBe(null);
  });
  it('gives up soon where it would have to go back often', () => {
    const writes = Array.from({ length: 24 }, (_, i) => write(i, 0, 100 + i, i % 3));
    let steps = 0;
    const counted: typeof models.register = { ...models.register, step: (state, input, output) => (steps++, models.register.step(state, input, output)) };
    const calm = Array.from({ length: 8_000 }, (_, i) => write(0, -2 * i - 2, -2 * i - 1, 5));
    const history = [...calm, ...writes, read(50, 200, 201, 0), read(50, 202, 203, 1)];
    expect(goForward(counted, history, [...history.keys()])).toBe(null);
    expect(steps).toBeLessThan(8_000 + 64 * 60);
  });
  it('keeps no more states than there is room for', () => {
    const history = Array.from({ length: 7_000 }, (_, i) => ({ client: 0, input: { op: 'enqueue', queue: 'x', item: i } as const, call: 2 * i, output: { done: true } as const, return: 2 * i + 1 }));
    expect(goForward(models.queue, history, [...history.keys()])).toBe(null);
    expect(check(models.queue, history, { budget: 100 }).kind).toBe('unknown');
    expect(check(models.queue, history.slice(0, 1_000), { budget: 100 }).kind).toBe('ok');
  });
  it.each([
    ['a register of two values', () => compare(models.register, repetitiveRepertoire)],
    ['queues', () => compare(models.queue, queueRepertoire)],
    ['stacks', () => compare(models.stack, stackRepertoire)],
  ])('finds legal orders only, and nearly all there are: %s', (_, run) => {
    const { found, legal } = run();
    expect(found / legal).toBeGreaterThan(0.95);
    expect(legal).toBeGreaterThan(200);
  });
});
