import { describe, expect, it } from 'vitest';
import type { History } from '../history.ts';
import { models } from './index.ts';
import type { RegisterInput, RegisterOutput } from './models/register.ts';
import { withoutKeysInReturnOrder } from './returnOrder.ts';

const write = (key: string, value: number, call: number, returned: number) => ({ client: 0, input: { op: 'write', key, value }, output: { ok: true }, call, return: returned }) as const;
const read = (key: string, value: number, call: number, returned: number) => ({ client: 1, input: { op: 'read', key }, output: { value }, call, return: returned }) as const;
const lost = (key: string, value: number, call: number) => ({ client: 2, input: { op: 'write', key, value }, output: null, call, return: null }) as const;

const searched = (...history: History<RegisterInput, RegisterOutput>): readonly number[] =>
  withoutKeysInReturnOrder(models.register, history).map((operation) => history.indexOf(operation));

describe('keys in return order', () => {
  it('need no search, whatever the order in which they stand in the history', () => {
    expect(searched(read('x', 1, 5, 6), write('x', 1, 1, 2))).toEqual([]);
  });

  it('need none either where a write without an answer is seen by nobody', () => {
    expect(searched(write('x', 1, 1, 2), lost('x', 2, 3), read('x', 1, 5, 6))).toEqual([]);
  });
});

describe('other keys are left whole', () => {
  it('where an operation took effect before another that returned before it', () => {
    expect(searched(write('x', 1, 1, 9), read('x', 1, 2, 3), read('y', 1, 4, 5), write('y', 1, 1, 2))).toEqual([0, 1]);
  });

  it('where a write without an answer was seen', () => {
    expect(searched(lost('x', 2, 1), read('x', 2, 5, 6), write('x', 1, 7, 8))).toEqual([0, 1, 2]);
  });

  it('where the model leaves a choice', () => {
    const coin = { name: 'coin', init: () => 0, step: () => [0, 1] };
    expect(withoutKeysInReturnOrder(coin, [{ client: 0, input: 'toss', output: {}, call: 1, return: 2 }])).toHaveLength(1);
  });

  it('where the history is malformed: that is for the checker to say', () => {
    expect(searched(write('x', 1, 1, 2), write('y', 1, 4, 3))).toEqual([0, 1]);
  });
});
