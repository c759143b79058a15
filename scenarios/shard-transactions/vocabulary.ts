/** Words for stories about transactions over several shards: requests to draw, calls as operations of the model `transactions`, a property. */
import fc from 'fast-check';
import { milliseconds } from '../../sim/core/time.ts';
import type { Script } from '../../sim/hosts/script.ts';
import type { CallRecord } from '../../sim/world/view.ts';
import type { Operation } from '../../properties/history.ts';
import { transactions, type TransactionsInput, type TransactionsOutput } from '../../properties/linearizability/models/transactions.ts';
import { eventually, linearizable, type Eventually, type Linearizable } from '../../properties/property.ts';
import { storeRequest, type StoreChange, type StoreQuery, type StoreResult } from '../../protocols/replicated-kv/index.ts';
import type { ReplicaVocabulary, Sessions } from '../../protocols/raft/index.ts';
import type { ShardGroup } from '../../protocols/shard-kv/index.ts';
import type { CoordinatorRequest, CoordinatorState, Participant, ParticipantResult, TransactionResult } from '../../protocols/shard-transactions/index.ts';
import type { Layout } from '../shard-kv/layout.ts';
import { crashesAmid } from '../shard-kv/troubles.ts';

/** Transactions over two or three of so many keys, each in a shard of its own, and changes and looks between them. */
export function transactionalRequests({ keys = 3 }: { readonly keys?: number } = {}): fc.Arbitrary<CoordinatorRequest> {
  const key = fc.nat(keys - 1).map(String);
  const value = fc.nat(2).map(String);
  const several = fc.uniqueArray(key, { minLength: 2, maxLength: 3, size: 'max' });
  const transaction = fc.tuple(several, fc.array(fc.tuple(fc.option(value), value), { minLength: 3, maxLength: 3 }), fc.nat(2)).map(([keys, values, compared]): CoordinatorRequest => {
    const pairs = keys.map((key, i) => ({ key, old: values[i]?.[0] ?? null, fresh: values[i]?.[1] ?? '' }));
    return {
      kind: 'transaction',
      transaction: {
        compare: pairs.slice(0, compared).map(({ key, old }) => [key, old]),
        reads: keys,
        writes: pairs.slice(Math.min(compared, 1)).map(({ key, fresh }) => [key, fresh]),
      },
    };
  });
  const look = several.map((keys): CoordinatorRequest => ({ kind: 'transaction', transaction: { compare: [], reads: keys, writes: [] } }));
  const change = fc.record({ kind: fc.constantFrom('put' as const, 'append' as const), key, value }).map(storeRequest);
  const get = key.map((key) => storeRequest({ kind: 'get', key }));
  return fc.oneof({ weight: 4, arbitrary: transaction }, { weight: 2, arbitrary: look }, { weight: 1, arbitrary: change }, { weight: 1, arbitrary: get });
}

interface TransactionCall extends CallRecord {
  readonly request: Extract<CoordinatorRequest, { kind: 'transaction' }> | { readonly kind: 'submit'; readonly command: StoreChange } | { readonly kind: 'query'; readonly query: Extract<StoreQuery, { kind: 'get' }> };
  readonly result: { readonly kind: 'transaction'; readonly result: TransactionResult } | { readonly kind: 'done'; readonly result: StoreResult } | null;
}

const typed: { operation(record: CallRecord): Operation<TransactionsInput, TransactionsOutput> | null } = {
  operation({ node: client, request, call, result, return: returned }: TransactionCall) {
    if (call === null) return null;
    const input = inputOf(request);
    if (returned === null || result === null) return { client, input, call, output: null, return: null };
    return { client, input, call, output: outputOf(result), return: returned };
  },
};

function inputOf(request: TransactionCall['request']): TransactionsInput {
  if (request.kind === 'transaction') return { op: 'transaction', compare: request.transaction.compare, writes: request.transaction.writes };
  if (request.kind === 'query') return { op: 'get', key: request.query.key };
  const { command } = request;
  return command.kind === 'put' ? { op: 'put', key: command.key, value: command.value } : { op: 'append', key: command.key, value: command.kind === 'append' ? command.value : '' };
}

function outputOf(result: NonNullable<TransactionCall['result']>): TransactionsOutput {
  if (result.kind === 'transaction') return result.result;
  return result.result.kind === 'value' ? { value: result.result.value } : { ok: true };
}

/**
 * Transactions and single operations of all these clients are strictly serializable: they have an order in which each sees what those before it
 * have written, and whoever was answered before another one was called comes before it (Papadimitriou, "The serializability of concurrent database
 * updates", 1979; Herlihy and Wing, "Linearizability", 1990, section 3.3). Checked is that the store is linearizable as one object, whose operations are
 * whole transactions: a sequential history of it that is legal, has the same operations, and keeps the order of those that do not overlap. Of one object
 * with transactions for operations, that is the same definition. So keys are not checked one by one, as the store's are: what is linearizable for each
 * key need not be for all. A history that is only serializable is refused where somebody sees the past (`vocabulary.test.ts`).
 */
export const strictlySerializable = (layout: Layout, clients: number): Linearizable =>
  linearizable(transactions, (record) => (record.node < layout.servers + clients ? typed.operation(record) : null));

type Content = Sessions<Participant, ParticipantResult>;

const replica: { of(state: object | null): ReplicaVocabulary<ShardGroup>['state'] | null } = {
  of: (state: ReplicaVocabulary<ShardGroup>['state'] | null) => state,
};

const participant: { of(content: unknown): Participant } = {
  of: ({ machine }: Content) => machine,
};

const coordinator: { of(state: object | null): CoordinatorState | null } = {
  of: (state: CoordinatorState | null) => state,
};

/** Now and then one of so many coordinators goes down in the midst of a transaction, and has forgotten it when it is back. */
export function coordinatorCrashes(clients: number, { rounds = 3, pause = milliseconds(500) }: { readonly rounds?: number; readonly pause?: number } = {}): Script {
  const isAtIt = (state: object | null): boolean => {
    const task = coordinator.of(state)?.task;
    return task?.kind === 'transacting' && task.at > 0;
  };
  return crashesAmid(({ clients: nodes }) => nodes.slice(0, clients), () => isAtIt, { rounds, pause });
}

/** Whoever has locked a key is finished after a while, whatever became of the coordinator. */
export const locksEnd = ({ groups }: Layout): Eventually =>
  eventually('no key stays locked', (view) =>
    [...groups.values()].flat().every((node) => {
      const state = replica.of(view.stateOf(node));
      return state !== null && [...state.machine.shards.values()].every(({ status, content }) => status !== 'serving' || participant.of(content).locks.size === 0);
    }),
  );
