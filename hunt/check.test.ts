import { describe, expect, it } from 'vitest';
import type { History } from '../properties/history.ts';
import { check, type CheckOptions, findFaultInOrders, models } from '../properties/linearizability/index.ts';
import type { QueueOutput } from '../properties/linearizability/models/queue.ts';
import type { StackInput } from '../properties/linearizability/models/stack.ts';
import { drawFrom, randomHistory, stackRepertoire } from '../properties/linearizability/randomHistories.ts';
import { checkOnWorkers } from './check/check-on-workers.ts';

type StackHistory = History<StackInput, QueueOutput>;
const named = (history: StackHistory, name: string): StackHistory => history.map((operation) => ({ ...operation, input: { ...operation.input, stack: name } }));

/** Pushes open at once, and pops of them in an order that takes long to find, or (`illegal`) that there is not. */
function hard(name: string, size: number, isIllegal: boolean): StackHistory {
  const pushes = Array.from({ length: size }, (_, i) => ({ client: i, input: { op: 'push', stack: name, item: i % 5 } as const, call: 0, output: { done: true } as const, return: 100 }));
  const pops = pushes.map(({ input }, i) => ({ client: i, input: { op: 'pop', stack: name } as const, call: 101 + 2 * i, output: { item: isIllegal && i === size - 1 ? 7 : input.item }, return: 102 + 2 * i }));
  return [...pushes, ...pops];
}

const verdictsOf = async (history: StackHistory, options: CheckOptions = {}) =>
  [check(models.stack, history, options), ...(await Promise.all([1, 2, 3].map((workers) => checkOnWorkers('stack', history, { ...options, workers, helpAfter: 100 }))))];

describe('a check on workers', () => {
  it.each([
    ['legal', 'ok', ['a', 'b', 'c', 'd'].flatMap((name, i) => hard(name, 6 + (i % 2), false)), {}],
    ['illegal, the same key is named of several', 'illegal', ['a', 'b', 'c', 'd'].flatMap((name, i) => hard(name, 6 + (i % 2), i > 1)), {}],
    ['unknown', 'unknown', ['a', 'b', 'c'].flatMap((name) => hard(name, 12, true)), { budget: 6_000 }],
  ] as const)('says what one thread says, to the last figure: %s', async (_, kind, history, options) => {
    const [alone, ...others] = await verdictsOf(history, options);
    expect(alone?.kind).toBe(kind);
    for (const verdict of others) expect(verdict).toEqual(alone);
    if (alone?.kind === 'ok') expect(findFaultInOrders(models.stack, history, alone.orders, true)).toBe(null);
  });

  it('says the same of random histories of many keys', async () => {
    const draw = drawFrom(4);
    for (let i = 0; i < 5; i++) {
      const history = ['a', 'b', 'c', 'd'].flatMap((name) => named(randomHistory(models.stack, stackRepertoire, 6, draw), name));
      const verdict = await checkOnWorkers('stack', history, { workers: 2, helpAfter: 0 });
      expect(verdict).toEqual(check(models.stack, history));
    }
  });
});
