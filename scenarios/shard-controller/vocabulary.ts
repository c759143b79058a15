/** Words for stories about the shard controller: requests to draw, an administrator to script, calls as operations of a model. */
import fc from 'fast-check';
import type { NodeId } from '../../sim/core/protocol.ts';
import { call, type Story } from '../../sim/hosts/script.ts';
import type { CallRecord } from '../../sim/world/view.ts';
import type { Operation } from '../../properties/history.ts';
import { canonicalText } from '../../properties/linearizability/canonicalText.ts';
import type { Model } from '../../properties/linearizability/model.ts';
import { linearizable, type Linearizable } from '../../properties/property.ts';
import { controllerMachine, controllerRequest, newestOf } from '../../protocols/shard-controller/index.ts';
import type { ControllerCommand, ControllerQuery, ControllerResult, Gid, ShardConfiguration, ShardController } from '../../protocols/shard-controller/index.ts';
import type { ClerkRequest, ClerkResult } from '../../protocols/raft/index.ts';

const someGid = (gids: number): fc.Arbitrary<Gid> => fc.integer({ min: 1, max: gids });

function someCommand(gids: number, shards: number): fc.Arbitrary<ControllerCommand> {
  const several = fc.uniqueArray(someGid(gids), { minLength: 1, maxLength: 3, size: 'max' });
  return fc.oneof(
    { weight: 4, arbitrary: several.map((joining): ControllerCommand => ({ kind: 'join', groups: joining.map((gid) => [gid, [gid * 10]]) })) },
    { weight: 2, arbitrary: several.map((gids): ControllerCommand => ({ kind: 'leave', gids })) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), shard: fc.nat(shards - 1), gid: someGid(gids) }) },
    { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat(shards - 1), fc.nat(9)), { maxLength: 4, size: 'max' }).map((traffic): ControllerCommand => ({ kind: 'report', traffic })) },
    { weight: 1, arbitrary: fc.constant<ControllerCommand>({ kind: 'rebalance' }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('split' as const, 'merge' as const), shard: fc.nat(2) }) },
  );
}

/** Groups that join and leave, shards that are moved, and looks at what came of it. */
export function controllerRequests({ gids = 5, shards = 10 }: { readonly gids?: number; readonly shards?: number } = {}): fc.Arbitrary<ClerkRequest> {
  const look = fc.integer({ min: -1, max: 6 }).map((number): ControllerQuery => ({ kind: 'query', number }));
  return fc.oneof({ weight: 2, arbitrary: someCommand(gids, shards) }, { weight: 1, arbitrary: look }).map(controllerRequest);
}

/** A clerk of the controller, for scripts: use its calls with `yield*`. */
export interface Administrator {
  readonly node: NodeId;
  /** Servers of each group that joins. */
  join(groups: Readonly<Record<Gid, readonly NodeId[]>>): Story<ControllerResult>;
  leave(...gids: readonly Gid[]): Story<ControllerResult>;
  move(shard: number, gid: Gid): Story<ControllerResult>;
  change(command: ControllerCommand): Story<ControllerResult>;
  /** The newest, unless a number is given. */
  query(number?: number): Story<ShardConfiguration>;
}

interface Told {
  readonly result: ControllerResult;
}

interface Shown {
  readonly result: Extract<ControllerResult, { kind: 'configuration' }>;
}

/** The clerk at this node. */
export function administrator(node: NodeId): Administrator {
  function* change(command: ControllerCommand): Story<ControllerResult> {
    return (yield* call<Told>(node, controllerRequest(command))).result;
  }
  return {
    node,
    change,
    join: (groups) => change({ kind: 'join', groups: Object.entries(groups).map(([gid, servers]) => [Number(gid), servers]) }),
    leave: (...gids) => change({ kind: 'leave', gids }),
    move: (shard, gid) => change({ kind: 'move', shard, gid }),
    *query(number = -1) {
      return (yield* call<Shown>(node, controllerRequest({ kind: 'query', number }))).result.configuration;
    },
  };
}

type Input = ControllerCommand | ControllerQuery;
/** `expired`: the session was forgotten; the command may have happened before that. */
type Output = ControllerResult | { readonly kind: 'expired' };

/** The state machine itself, one command after the other: whether it spreads shards as it should is judged elsewhere. */
function controllerModel(shards: number): Model<ShardController, Input, Output> {
  const machine = controllerMachine(shards);
  return {
    name: 'shard controller',
    init: () => machine.empty,
    step(state, input, output) {
      if (input.kind === 'query' || input.kind === 'exactly') return output === null || isSame(machine.query(state, input), output) ? [state] : [];
      const applied = machine.apply(state, input);
      if (output?.kind === 'expired') return [applied.state, state];
      return output === null || isSame(applied.result, output) ? [applied.state] : [];
    },
    stateKey: (state) => keyOf(state),
    isPure: ({ kind }) => kind === 'query' || kind === 'exactly',
    describeState: (state) => describe(newestOf(state)),
  };
}

const keys = new WeakMap<ShardController, string>();

function keyOf(state: ShardController): string {
  const known = keys.get(state) ?? [...state.later.slice().map(describe), canonicalText([[...state.traffic], [...state.weighed]])].join();
  keys.set(state, known);
  return known;
}

const describe = ({ number, shards, groups }: ShardConfiguration): string => `${number}: ${canonicalText([...shards])} of ${canonicalText([...groups])}`;

function isSame(one: ControllerResult, other: Output): boolean {
  if (one.kind === 'configuration' && other.kind === 'configuration') return describe(one.configuration) === describe(other.configuration);
  return canonicalText(one) === canonicalText(other);
}

interface ControllerCall extends CallRecord {
  readonly request: { readonly kind: 'submit'; readonly command: ControllerCommand } | { readonly kind: 'query'; readonly query: ControllerQuery } | { readonly kind: 'administer' | 'start' };
  readonly result: Extract<ClerkResult, { kind: 'expired' }> | { readonly kind: 'done'; readonly result: ControllerResult } | null;
}

const typed: { operation(record: CallRecord): Operation<Input, Output> | null } = {
  operation({ node: client, request, call, result, return: returned }: ControllerCall) {
    if ((request.kind !== 'submit' && request.kind !== 'query') || call === null) return null;
    const input = request.kind === 'submit' ? request.command : request.query;
    if (returned === null || result === null) return { client, input, call, output: null, return: null };
    return { client, input, call, output: result.kind === 'expired' ? result : result.result, return: returned };
  },
};

/** Every configuration comes of the one before it, and all clerks see the same. */
export const controllerLinearizable = (shards: number): Linearizable => linearizable(controllerModel(shards), (record) => typed.operation(record));
