import { expect, test } from 'vitest';
import type { CallRecord } from '../../sim/world/view.ts';
import type { Transaction, TransactionResult } from '../../protocols/shard-transactions/index.ts';
import { judgeHistory } from '../histories.ts';
import { layoutOf } from '../shard-kv/layout.ts';
import { strictlySerializable } from './vocabulary.ts';

const layout = layoutOf();
const strict = strictlySerializable(layout, 3);

/** A call of a client, from one step to another. */
const called = (client: number, [call, end]: readonly [number, number], transaction: Partial<Transaction>, result: TransactionResult): CallRecord => ({
  id: call,
  node: layout.servers + client,
  request: { kind: 'transaction', transaction: { compare: [], reads: [], writes: [], ...transaction } },
  call,
  calledAt: call,
  result: { kind: 'transaction', result },
  return: end,
  returnedAt: end,
});

const writes = (client: number, span: readonly [number, number], value: string): CallRecord => called(client, span, { writes: [['x', value], ['y', value]] }, { succeeded: true, values: [] });

const looks = (client: number, span: readonly [number, number], x: string | null, y: string | null): CallRecord =>
  called(client, span, { reads: ['x', 'y'] }, { succeeded: true, values: [['x', x], ['y', y]] });

test('whoever looks after a transaction was answered sees it: a history that is only serializable, for the look could have come first, is refused', () => {
  expect(judgeHistory(strict, [writes(0, [1, 2], 'a'), looks(1, [3, 4], 'a', 'a')])).toBeNull();
  expect(judgeHistory(strict, [writes(0, [1, 2], 'a'), looks(1, [3, 4], null, null)])).toMatchObject({ kind: 'notLinearizable' });
  // While it is under way, either will do.
  expect(judgeHistory(strict, [writes(0, [1, 4], 'a'), looks(1, [2, 3], null, null)])).toBeNull();
});

test('nobody sees half of a transaction, though each key alone would have an order', () => {
  expect(judgeHistory(strict, [writes(0, [1, 4], 'a'), looks(1, [2, 3], 'a', null)])).toMatchObject({ kind: 'notLinearizable' });
});

test('two that look at the same time see transactions in one order', () => {
  const two = [called(0, [1, 8], { writes: [['x', 'a']] }, { succeeded: true, values: [] }), called(1, [2, 9], { writes: [['y', 'b']] }, { succeeded: true, values: [] })];
  expect(judgeHistory(strict, [...two, looks(2, [3, 4], 'a', null), looks(2, [5, 6], 'a', 'b')])).toBeNull();
  expect(judgeHistory(strict, [...two, looks(2, [3, 6], 'a', null), looks(0, [4, 7], null, 'b')])).toMatchObject({ kind: 'notLinearizable' });
});
