import { describe, expect, it } from 'vitest';
import type { History } from '../history.ts';
import { findFaultInOrders, models, type Placed } from './index.ts';
import type { RegisterInput, RegisterOutput, RegisterValue } from './models/register.ts';

const history: History<RegisterInput, RegisterOutput> = [
  { client: 0, input: { op: 'write', key: 'x', value: 1 }, call: 0, output: { ok: true }, return: 1 },
  { client: 1, input: { op: 'read', key: 'x' }, call: 2, output: { value: 1 }, return: 3 },
  { client: 2, input: { op: 'write', key: 'x', value: 2 }, call: 0, output: null, return: null },
];

function fault(order: readonly Placed<RegisterValue>[], whole = true, key = 'x'): string | null {
  return findFaultInOrders(models.register, history, [{ key, order }], whole);
}

describe('an order', () => {
  const write = { operation: 0, state: 1 };
  const read = { operation: 1, state: 1 };
  const late = { operation: 2, state: 2 };

  it('is accepted with and without operations that were never answered', () => {
    expect(fault([write, read])).toBe(null);
    expect(fault([late, write, read])).toBe(null);
    expect(fault([write, read, late])).toBe(null);
  });
  it('is refused if it leaves an answered operation out, unless it is only the beginning of one', () => {
    expect(fault([write])).toBe('operation 1 was answered but is not placed');
    expect(fault([write], false)).toBe(null);
  });
  it('is refused if a step is none of the model', () => {
    expect(fault([{ operation: 0, state: 2 }, read])).toBe('operation 0 cannot lead to 2');
    expect(fault([write, late, read])).toBe('operation 1 cannot lead to 1');
  });
  it('is refused if it turns time around', () => {
    const cas: History<RegisterInput, RegisterOutput> = history.map((operation, i) => (i === 1 ? { ...operation, output: { value: null }, return: 3 } : operation));
    expect(findFaultInOrders(models.register, cas, [{ key: 'x', order: [{ operation: 1, state: null }, write] }], true)).toBe(
      'operation 0 comes after one called later',
    );
  });
  it('is refused if it places an operation twice, under a wrong key, or one that does not exist', () => {
    expect(fault([write, write, read])).toBe('operation 0 is placed twice');
    expect(fault([write, read], true, 'y')).toBe('operation 0 does not belong to key y');
    expect(fault([{ operation: 9, state: 1 }])).toBe('there is no operation 9');
  });
});
