/** Schedules for the controller alone, and for transactions over two shards, which two groups have. */
import { among } from '../../../sim/core/among.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { all, ask, inflict, sleep, type Story } from '../../../sim/hosts/script.ts';
import { controllerClerk, shardControllerServer } from '../../../protocols/shard-controller/index.ts';
import { storeRequest } from '../../../protocols/replicated-kv/index.ts';
import { transactionalShards, transactionClerk, type CoordinatorRequest, type CoordinatorState, type Transaction } from '../../../protocols/shard-transactions/index.ts';
import { replicatedSafety } from '../../replicated-kv/properties.ts';
import { scenario, times, type Scenario } from '../../scenario.ts';
import { controllerInvariants } from '../../shard-controller/properties.ts';
import { administrator, controllerLinearizable, type Administrator } from '../../shard-controller/vocabulary.ts';
import { locksEnd, strictlySerializable } from '../../shard-transactions/vocabulary.ts';
import { settles, shardedSafety } from '../properties.ts';
import { storeServers } from '../vocabulary.ts';
import { courier } from './courier.ts';
import { calm, layout, unanswered, unequal, type Schedule } from './schedule.ts';
import { FollowingStage } from './stage.ts';

/** One server of the controller, and its administrator. */
export const controlled = (schedule: Schedule<Administrator>): Scenario =>
  scenario({
    ...calm,
    servers: [shardControllerServer(schedule.options)],
    clients: [controllerClerk()],
    scripts: [(stage) => schedule.play(administrator(stage.clients[0] ?? 0))],
    properties: [...replicatedSafety, controllerLinearizable(10), ...controllerInvariants],
  });

const balances = 'joins and leaves spread shards evenly, with the fewest moves';
const asModelled = 'linearizable (shard controller)';

export const controllerSchedules: readonly Schedule<Administrator>[] = [
  {
    id: 'SHARD-80',
    fires: balances,
    *play(operator) {
      yield* operator.join({ 1: [10], 2: [20] });
      yield* operator.join({ 3: [30] });
    },
  },
  {
    id: 'SHARD-81',
    fires: balances,
    *play(operator) {
      yield* operator.join({ 1: [10], 2: [20], 3: [30] });
      yield* operator.leave(3);
    },
  },
  {
    id: 'SHARD-82',
    fires: asModelled,
    *play(operator) {
      yield* operator.join({ 1: [10] });
      yield* operator.join({ 1: [10] });
    },
  },
  {
    id: 'SHARD-83',
    fires: asModelled,
    *play(operator) {
      yield* operator.join({ 1: [10] });
      yield* operator.query(9);
    },
  },
  {
    id: 'SHARD-84',
    fires: unequal,
    options: { snapshotEvery: 1 },
    *play(operator) {
      yield* operator.join({ 1: [10], 2: [20] });
      yield* operator.change({ kind: 'report', traffic: [[0, 9]] });
      yield* inflict({ kind: 'crash', node: 0, down: milliseconds(100), power: { survivors: 0, torn: false } });
      yield* operator.query();
    },
  },
  {
    id: 'SHARD-86',
    fires: unequal,
    options: { snapshotEvery: 1 },
    *play(operator) {
      yield* hot(operator);
      yield* operator.change({ kind: 'rebalance' });
      yield* inflict({ kind: 'crash', node: 0, down: milliseconds(100), power: { survivors: 0, torn: false } });
      yield* operator.query();
    },
  },
  {
    id: 'SHARD-87',
    fires: asModelled,
    *play(operator) {
      yield* hot(operator);
      yield* operator.change({ kind: 'report', traffic: [[0, 3]] });
      yield* operator.change({ kind: 'rebalance' });
      yield* operator.query();
    },
  },
  {
    id: 'SHARD-88',
    fires: asModelled,
    *play(operator) {
      yield* hot(operator);
      yield* operator.change({ kind: 'rebalance' });
      yield* operator.change({ kind: 'report', traffic: [[1, 20]] });
      yield* operator.change({ kind: 'rebalance' });
      yield* operator.query();
    },
  },
];

/** Two groups, the first of which has the shards 0, 1 and 2, and all the traffic. */
function* hot(operator: Administrator): Story {
  yield* operator.join({ 1: [10], 2: [20] });
  for (const shard of [0, 1, 2]) yield* operator.move(shard, 1);
  yield* operator.change({ kind: 'report', traffic: [[0, 9], [1, 5], [2, 1]] });
}

/** Groups that follow the controller, of shards with transactions; two coordinators. */
export const transacted = (schedule: Schedule): Scenario =>
  scenario({
    ...calm,
    servers: storeServers(layout, { shard: transactionalShards, pollInterval: milliseconds(50) }, { shards: 2 }),
    clients: [...times(2, transactionClerk({ controllers: layout.controllers })), among(layout.controllers, controllerClerk()), courier],
    scripts: [(stage) => schedule.play(new FollowingStage(stage, layout))],
    properties: [...shardedSafety(layout), strictlySerializable(layout, 2), settles(layout), locksEnd(layout)],
  });

const serializable = 'linearizable (transactions)';

const tell = (stage: FollowingStage, client: number, request: CoordinatorRequest): Story<unknown> => ask(stage.client(client), request);

/** Keys 0 and 1 get this value, if key 0 has the other one. */
const writes = (value: string, compare: Transaction['compare'] = []): CoordinatorRequest => ({ kind: 'transaction', transaction: { compare, reads: ['0', '1'], writes: [['0', value], ['1', value]] } });

const looks: CoordinatorRequest = { kind: 'transaction', transaction: { compare: [], reads: ['0', '1'], writes: [] } };

function* begin(stage: FollowingStage): Story {
  yield* stage.operator.join(stage.members(1, 2));
  yield* stage.follow();
  yield* tell(stage, 0, storeRequest({ kind: 'get', key: '0' }));
  yield* tell(stage, 1, storeRequest({ kind: 'get', key: '0' }));
}

const together = (id: string, first: CoordinatorRequest, second: CoordinatorRequest): Schedule => ({
  id,
  fires: serializable,
  *play(stage) {
    yield* begin(stage);
    const other = function* (): Story {
      yield* sleep(milliseconds(2));
      yield* tell(stage, 1, second);
    };
    yield* all([discard(tell(stage, 0, first)), other()]);
    yield* tell(stage, 0, looks);
  },
});

function* discard(story: Story<unknown>): Story {
  yield* story;
}

const coordinator: { of(state: object | null): CoordinatorState | null } = {
  of: (state: CoordinatorState | null) => state,
};

function* until(stage: FollowingStage, holds: (state: CoordinatorState) => boolean): Story {
  yield* stage.until('the coordinator has got so far', () => {
    const state = coordinator.of(stage.stage.stateOf(stage.client(0)));
    return state !== null && holds(state);
  });
}

/** The coordinator is silent for longer than anybody waits for it, and goes on. */
const silent = (id: string): Schedule => ({
  id,
  fires: serializable,
  *play(stage) {
    yield* begin(stage);
    const silence = function* (): Story {
      yield* until(stage, ({ task }) => task?.kind === 'transacting' && task.values.length === 1);
      yield* inflict({ kind: 'oneWay', from: [stage.client(0)], to: [1, 2], lasts: seconds(12) });
    };
    yield* all([discard(tell(stage, 0, writes('x'))), silence()]);
    yield* tell(stage, 1, looks);
  },
});

export const transactionSchedules: readonly Schedule[] = [
  together('SHARD-90', writes('x'), writes('y')),
  {
    id: 'SHARD-91',
    fires: serializable,
    *play(stage) {
      yield* begin(stage);
      const reader = function* (): Story {
        // Key 0 is told how it ends; key 1 is not, yet.
        yield* until(stage, ({ task }) => task?.kind === 'transacting' && task.stage === 'finishing');
        yield* inflict({ kind: 'oneWay', from: [stage.client(0)], to: [2], lasts: milliseconds(300) });
        yield* sleep(milliseconds(20));
        for (const key of ['0', '1']) yield* tell(stage, 1, storeRequest({ kind: 'get', key }));
      };
      yield* all([discard(tell(stage, 0, writes('x'))), reader()]);
    },
  },
  silent('SHARD-92'),
  ...['SHARD-93', 'SHARD-97'].map(
    (id): Schedule => ({
      id,
      fires: serializable,
      *play(stage) {
        yield* begin(stage);
        yield* tell(stage, 0, writes('x', [['0', 'y']]));
        yield* tell(stage, 1, looks);
      },
    }),
  ),
  {
    id: 'SHARD-94',
    fires: unanswered,
    *play(stage) {
      yield* begin(stage);
      const end = function* (): Story {
        yield* until(stage, ({ task }) => task?.kind === 'transacting' && task.values.length === 1);
        yield* stage.crash(stage.client(0));
      };
      yield* all([discard(tell(stage, 0, writes('x'))), end()]);
      yield* tell(stage, 1, looks);
    },
  },
  silent('SHARD-96'),
  together('SHARD-98', writes('x'), writes('y')),
  together('SHARD-99', writes('x'), looks),
];
