/** Words for stories about the key/value services: requests to draw, clients to script, calls as operations. */
import fc from 'fast-check';
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { call, type Story } from '../../sim/hosts/script.ts';
import type { NetworkProfile } from '../../sim/world/plan.ts';
import type { CallRecord } from '../../sim/world/view.ts';
import type { AppendKvInput, AppendKvOutput } from '../../properties/linearizability/models/appendKv.ts';
import type { VersionedKvInput, VersionedKvOutput } from '../../properties/linearizability/models/versionedKv.ts';
import type { Operation } from '../../properties/history.ts';
import type { AppendRequest, AppendResult, VersionedRequest, VersionedResult } from '../../protocols/kv/index.ts';

/** A network of one machine room, where the labs' own is a channel: for tests that count calls, not time. */
export const swift: Partial<NetworkProfile> = { latencyMin: 10, latencyMax: 100 };

/**
 * The labs' unreliable network: up to 26 ms of delay, and one message in ten is lost. There only requests are delayed, and a lost
 * one is reported at once; here both ways are, and a clerk finds out by waiting.
 */
export const unreliable: Partial<NetworkProfile> = { latencyMin: 1, latencyMax: milliseconds(26), loss: 100 };

const keyOf = (keys: number): fc.Arbitrary<string> => fc.nat(keys - 1).map((key) => `k${key}`);

/** Values mostly tell who wrote them apart, for equal ones hide violations; but some bugs need a value that is there already. */
const someValue = fc.oneof(
  { weight: 4, arbitrary: fc.nat(0xffff_ffff).map((value) => value.toString(36)) },
  { weight: 1, arbitrary: fc.constantFrom('same', '') },
);

/** Gets and puts of a few keys; the versions that puts name are mostly near the beginning, where they can be right. */
export function versionedRequests({ keys = 2, versions = 6 }: { readonly keys?: number; readonly versions?: number } = {}): fc.Arbitrary<VersionedRequest> {
  const get = keyOf(keys).map((key): VersionedRequest => ({ kind: 'get', key }));
  const put = fc.tuple(keyOf(keys), someValue, fc.nat(versions - 1)).map(([key, value, version]): VersionedRequest => ({ kind: 'put', key, value, version }));
  return fc.oneof({ weight: 1, arbitrary: get }, { weight: 2, arbitrary: put });
}

/** Gets, puts and appends of a few keys. */
export function appendRequests({ keys = 2 }: { readonly keys?: number } = {}): fc.Arbitrary<AppendRequest> {
  const change = (kind: 'put' | 'append'): fc.Arbitrary<AppendRequest> => fc.tuple(keyOf(keys), someValue).map(([key, value]) => ({ kind, key, value: `${value};` }));
  const get = keyOf(keys).map((key): AppendRequest => ({ kind: 'get', key }));
  return fc.oneof({ weight: 2, arbitrary: get }, { weight: 1, arbitrary: change('put') }, { weight: 3, arbitrary: change('append') });
}

/** The answer to a get: a value with its version, or ErrNoKey. */
export type Got = Extract<VersionedResult, { kind: 'get' }>;
/** The answer to a put: OK, or which error. */
export type WasPut = Extract<VersionedResult, { kind: 'put' }>;

/** A clerk of the versioned edition, for scripts. */
export interface VersionedClient {
  readonly node: NodeId;
  get(key: string): Story<Got>;
  put(key: string, value: string, version: number): Story<WasPut>;
}

/** The versioned clerk at this node, for scripts: use its calls with `yield*`. */
export function versionedClient(node: NodeId): VersionedClient {
  return {
    node,
    get: (key) => call<Got>(node, { kind: 'get', key }),
    put: (key, value, version) => call<WasPut>(node, { kind: 'put', key, value, version }),
  };
}

/** A clerk of the edition with Append, for scripts. */
export interface AppendClient {
  readonly node: NodeId;
  get(key: string): Story<string>;
  put(key: string, value: string): Story;
  /** The value before. */
  append(key: string, value: string): Story<string>;
}

/** The append clerk at this node, for scripts: use its calls with `yield*`. */
export function appendClient(node: NodeId): AppendClient {
  return {
    node,
    *get(key) {
      return (yield* call<Extract<AppendResult, { kind: 'get' }>>(node, { kind: 'get', key })).value;
    },
    *put(key, value) {
      yield* call<AppendResult>(node, { kind: 'put', key, value });
    },
    *append(key, value) {
      return (yield* call<Extract<AppendResult, { kind: 'append' }>>(node, { kind: 'append', key, value })).value;
    },
  };
}

interface Typed<Request, Result> extends CallRecord {
  readonly request: Request;
  readonly result: Result;
}

interface Translator<Input, Output> {
  translate(call: CallRecord): Operation<Input, Output> | null;
}

/** An operation of the history: as the model has it, with the call's place on the line. */
function place<Input, Output>({ node, call, return: end }: CallRecord, input: Input, output: Output): Operation<Input, Output> | null {
  if (call === null) return null;
  return end === null ? { client: node, input, call, output: null, return: null } : { client: node, input, call, output, return: end };
}

const versionedTranslator: Translator<VersionedKvInput, VersionedKvOutput> = {
  translate(record: Typed<VersionedRequest, VersionedResult | null>) {
    const { request, result } = record;
    const input: VersionedKvInput = request.kind === 'get' ? { op: 'get', key: request.key } : { op: 'put', key: request.key, value: request.value, version: request.version };
    return place(record, input, result === null ? { err: 'ErrMaybe' } : versionedOutput(result));
  },
};

function versionedOutput(result: VersionedResult): VersionedKvOutput {
  if (result.kind === 'put') return { err: result.error };
  return result.error === 'OK' ? { err: 'OK', value: result.value, version: result.version } : { err: 'ErrNoKey', value: '', version: 0 };
}

/** A call of a versioned clerk as an operation of the model `versionedKv`. */
export const versionedOperation = (record: CallRecord): Operation<VersionedKvInput, VersionedKvOutput> | null => versionedTranslator.translate(record);

const appendTranslator: Translator<AppendKvInput, AppendKvOutput> = {
  translate(record: Typed<AppendRequest, AppendResult | null>) {
    const { request, result } = record;
    const input: AppendKvInput = request.kind === 'get' ? { op: 'get', key: request.key } : { op: request.kind, key: request.key, value: request.value };
    return place(record, input, result === null || result.kind === 'put' ? { ok: true } : { value: result.value });
  },
};

/** A call of an append clerk as an operation of the model `appendKv`. */
export const appendOperation = (record: CallRecord): Operation<AppendKvInput, AppendKvOutput> | null => appendTranslator.translate(record);
