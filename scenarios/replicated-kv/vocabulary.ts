/** Words for stories about the replicated store: requests to draw, clients to script, calls as operations of the model. */
import fc from 'fast-check';
import type { NodeId } from '../../sim/core/protocol.ts';
import { call, type Story } from '../../sim/hosts/script.ts';
import type { CallRecord } from '../../sim/world/view.ts';
import type { Operation } from '../../properties/history.ts';
import type { StoreAnswer, StoreEdit, StoreGuard, StoreInput, StoreLook, StoreOutput } from '../../properties/linearizability/models/store.ts';
import type { ClerkRequest, ClerkResult } from '../../protocols/raft/index.ts';
import { registerUser } from '../raft/vocabulary.ts';
import { storeRequest, type Comparison, type StoreChange, type StoreCommand, type StoreQuery, type StoreResult, type Transaction } from '../../protocols/replicated-kv/index.ts';

const keyOf = (keys: number): fc.Arbitrary<string> => fc.nat(keys - 1).map((key) => `k${key}`);

/** Few enough that comparisons hold now and then. */
const someValue = fc.nat(4).map((value) => `${value}`);

const changes = (keys: number): fc.Arbitrary<StoreChange> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('put' as const), key: keyOf(keys), value: someValue }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('append' as const), key: keyOf(keys), value: someValue }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), key: keyOf(keys) }) },
  );

const gets = (keys: number): fc.Arbitrary<StoreQuery> => keyOf(keys).map((key) => ({ kind: 'get', key }));

const scans = (keys: number): fc.Arbitrary<StoreQuery> =>
  fc.record({ kind: fc.constant('scan' as const), from: keyOf(keys), to: fc.constantFrom(`k${keys - 1}`, 'l'), limit: fc.constantFrom(1, 9) });

/** Compares one or two keys with what may be there, and changes or looks at several. */
function transactions(keys: number): fc.Arbitrary<Transaction> {
  const value = fc.record({ kind: fc.constant('value' as const), key: keyOf(keys), value: fc.option(someValue) });
  const revision = fc.record({ kind: fc.constant('revision' as const), key: keyOf(keys), revision: fc.nat(4) });
  const branch = fc.array(fc.oneof(changes(keys), gets(keys), scans(keys)), { maxLength: 3, size: 'max' });
  return fc.record({ kind: fc.constant('transaction' as const), compare: fc.array(fc.oneof<fc.Arbitrary<Comparison>[]>(value, revision), { maxLength: 2, size: 'max' }), success: branch, failure: branch });
}

/** Gets, puts, appends and deletions of a few keys. */
export const storeRequests = ({ keys = 2 }: { readonly keys?: number } = {}): fc.Arbitrary<ClerkRequest> =>
  fc.oneof({ weight: 1, arbitrary: gets(keys) }, { weight: 2, arbitrary: changes(keys) }).map(storeRequest);

/** Scans and transactions over a few keys, and changes between them. */
export const transactionRequests = ({ keys = 3 }: { readonly keys?: number } = {}): fc.Arbitrary<ClerkRequest> =>
  fc.oneof({ weight: 2, arbitrary: transactions(keys) }, { weight: 1, arbitrary: scans(keys) }, { weight: 1, arbitrary: changes(keys) }).map(storeRequest);

/** Reads and writes of one key, about one to one. */
export const readingRequests: fc.Arbitrary<ClerkRequest> = fc.oneof(gets(1), changes(1)).map(storeRequest);

/** A clerk of the replicated store, for scripts: use its calls with `yield*`. */
export interface StoreUser {
  readonly node: NodeId;
  /** `expired`: the session was forgotten; asking again takes a new one. */
  change(asked: StoreCommand): Story<ClerkResult>;
  look(asked: StoreQuery): Story<ClerkResult>;
  /** An operator's wish: refused, or accepted and perhaps never fulfilled. */
  transfer(target: NodeId): Story<ClerkResult>;
  /** An operator's wish: refused, or accepted and perhaps never fulfilled. */
  configure(voters: readonly NodeId[], learners?: readonly NodeId[]): Story<ClerkResult>;
  /** Asks for these members until that is accepted. */
  reconfigure(voters: readonly NodeId[], learners?: readonly NodeId[]): Story;
}

/** The clerk at this node. */
export function storeUser(node: NodeId): StoreUser {
  const operator = registerUser(node);
  return {
    node,
    change: (asked) => call<ClerkResult>(node, storeRequest(asked)),
    look: (asked) => call<ClerkResult>(node, storeRequest(asked)),
    transfer: (target) => operator.transfer(target),
    configure: (voters, learners) => operator.configure(voters, learners),
    reconfigure: (voters, learners) => operator.reconfigure(voters, learners),
  };
}

interface StoreCall extends CallRecord {
  readonly request: { readonly kind: 'submit'; readonly command: StoreCommand } | { readonly kind: 'query'; readonly query: StoreQuery } | { readonly kind: 'administer' | 'start' };
  readonly result: { readonly kind: 'done'; readonly result: StoreResult } | { readonly kind: 'expired' } | null;
}

/** A call of a store clerk as an operation of the model `store`; what an operator asks is none. */
export const storeOperation = (record: CallRecord): Operation<StoreInput, StoreOutput> | null => typed.operation(record);

const typed: { operation(record: CallRecord): Operation<StoreInput, StoreOutput> | null } = {
  operation({ node: client, request, call, result, return: returned }: StoreCall) {
    if ((request.kind !== 'submit' && request.kind !== 'query') || call === null) return null;
    const input = inputOf(request.kind === 'submit' ? request.command : request.query);
    if (returned === null || result === null) return { client, input, call, output: null, return: null };
    return { client, input, call, output: result.kind === 'expired' ? { expired: true } : outputOf(result.result), return: returned };
  },
};

function inputOf(asked: StoreCommand | StoreQuery): StoreInput {
  if (asked.kind !== 'transaction') return singleOf(asked);
  return { op: 'transaction', compare: asked.compare.map(guardOf), success: asked.success.map(singleOf), failure: asked.failure.map(singleOf) };
}

function singleOf(asked: StoreChange | StoreQuery): StoreLook | StoreEdit {
  switch (asked.kind) {
    case 'get':
    case 'delete':
      return { op: asked.kind, key: asked.key };
    case 'scan':
      return { op: 'scan', from: asked.from, to: asked.to, limit: asked.limit };
    case 'put':
    case 'append':
      return { op: asked.kind, key: asked.key, value: asked.value };
  }
}

const guardOf = (comparison: Comparison): StoreGuard =>
  comparison.kind === 'value' ? { key: comparison.key, value: comparison.value } : { key: comparison.key, revision: comparison.revision };

function outputOf(result: StoreResult): StoreOutput {
  return result.kind === 'transaction' ? { succeeded: result.succeeded, results: result.results.map(answerOf) } : answerOf(result);
}

function answerOf(result: StoreResult): StoreAnswer {
  switch (result.kind) {
    case 'value':
      return { value: result.value, revision: result.revision };
    case 'changed':
      return { before: result.before };
    case 'range':
      return { entries: result.entries };
    case 'transaction':
      throw new TypeError('a transaction stands in no transaction');
  }
}
