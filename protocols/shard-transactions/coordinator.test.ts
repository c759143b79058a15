import { describe, expect, test } from 'vitest';
import type { NodeId } from '../../sim/core/index.ts';
import type { Answer } from '../raft/index.ts';
import { emptyConfiguration, nextConfiguration } from '../shard-controller/index.ts';
import { Hand } from '../testing/hand.ts';
import { transactionClerk } from './index.ts';
import type { CoordinatorVocabulary, Transaction, TransactionCommand, TransactionOutcome } from './index.ts';

const controller: NodeId = 0;
const zero = emptyConfiguration(2);
/** Keys 'a' and 'b' stand in different shards, of groups 1 and 2: servers 10 and 20. */
const configuration = nextConfiguration(zero, zero.shards.set(0, 2).set(1, 1), zero.groups.set(1, [10]).set(2, [20]));

interface Sent {
  readonly session: number;
  readonly number: number;
  readonly message: { readonly session: number; readonly number: number; readonly command: { readonly command: TransactionCommand } };
}

const sent: { of(message: unknown): Sent } = {
  of(message: Sent) {
    return message;
  },
};

/** The controller and the groups are played by the test. */
class Coordinator extends Hand<CoordinatorVocabulary> {
  constructor(transaction: Transaction) {
    super(transactionClerk({ controllers: [controller] }), 30, [0, 10, 20]);
    this.request(1, { kind: 'transaction', transaction });
    const { session, number } = sent.of(this.takeOne());
    const shown = { kind: 'executed', result: { kind: 'configuration', configuration } };
    this.receive(controller, { kind: 'answer', session, number, outcome: { kind: 'done', result: shown } } satisfies Answer);
  }

  /** It asks this of a server, and is answered. */
  asks(to: NodeId, command: Partial<TransactionCommand>, result: unknown): this {
    const [letter, ...others] = this.take();
    expect(others).toEqual([]);
    const { session, number, command: asked } = sent.of(letter?.message).message;
    expect([letter?.to, asked.command]).toEqual([to, expect.objectContaining(command)]);
    return this.receive(to, { kind: 'answer', session, number, outcome: { kind: 'done', result: { kind: 'executed', result } } } satisfies Answer);
  }

  prepares(to: NodeId, key: string, value: string | null): this {
    return this.asks(to, { kind: 'prepare', key }, { kind: 'vote', granted: true, value });
  }

  decides(wanted: TransactionOutcome, told: TransactionOutcome = wanted): this {
    return this.asks(10, { kind: 'decide', key: 'a', outcome: wanted }, { kind: 'decided', outcome: told });
  }

  tells(to: NodeId, key: string, outcome: TransactionOutcome): this {
    return this.asks(to, { kind: 'finish', key, outcome }, { kind: 'finished' });
  }
}

const swap: Transaction = { compare: [['b', '2']], reads: ['a'], writes: [['a', '2'], ['b', '1']] };

describe('a coordinator', () => {
  test('prepares all keys in one order, has the outcome decided at the first, and tells all', () => {
    const coordinator = new Coordinator(swap).prepares(10, 'a', '1').prepares(20, 'b', '2').decides('applied').tells(10, 'a', 'applied').tells(20, 'b', 'applied');
    expect(coordinator.lastResult).toEqual({ kind: 'transaction', result: { succeeded: true, values: [['a', '1'], ['b', '2']] } });
  });

  test('lets a transaction end without its writes where it does not find what it compares with; that is decided, too', () => {
    const coordinator = new Coordinator(swap).prepares(10, 'a', '1').prepares(20, 'b', null).decides('observed').tells(10, 'a', 'observed').tells(20, 'b', 'observed');
    expect(coordinator.lastResult).toEqual({ kind: 'transaction', result: { succeeded: false, values: [['a', '1'], ['b', null]] } });
  });

  test('gives up what it has where a key is refused, and begins anew after a pause, as another transaction', () => {
    const coordinator = new Coordinator(swap).prepares(10, 'a', '1').asks(20, { kind: 'prepare', key: 'b' }, { kind: 'vote', granted: false, value: null }).tells(10, 'a', 'aborted');
    expect(coordinator.take()).toEqual([]);
    expect(coordinator.replies).toEqual([]);
    coordinator.fire('begin').asks(10, { kind: 'prepare', key: 'a', part: { transaction: { coordinator: expect.any(Number), number: 2 }, home: 'a', write: '2' } }, { kind: 'vote', granted: true, value: '1' });
  });

  test('obeys the home, where somebody else has had the transaction aborted: all begins anew', () => {
    const coordinator = new Coordinator(swap).prepares(10, 'a', '1').prepares(20, 'b', '2').decides('applied', 'aborted').tells(10, 'a', 'aborted').tells(20, 'b', 'aborted');
    expect(coordinator.replies).toEqual([]);
    expect(coordinator.fire('begin').take()).toHaveLength(1);
  });
});
