/** Schedules for transactions over two shards, which two groups have. */
import { among } from '../../../sim/core/among.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { all, ask, inflict, sleep, type Story } from '../../../sim/hosts/script.ts';
import { controllerClerk } from '../../../protocols/shard-controller/index.ts';
import { storeRequest } from '../../../protocols/replicated-kv/index.ts';
import { transactionalShards, transactionClerk, type CoordinatorRequest, type CoordinatorState, type Transaction } from '../../../protocols/shard-transactions/index.ts';
import { scenario, times, type Scenario } from '../../scenario.ts';
import { locksEnd, strictlySerializable } from '../../shard-transactions/vocabulary.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';
import { settles, shardedSafety } from '../properties.ts';
import { storeServers } from '../vocabulary.ts';
import { courier } from './courier.ts';
import { calm, layout, scriptOf, unanswered, type Schedule } from './schedule.ts';
import { FollowingStage } from './stage.ts';

/** Groups that follow the controller, of shards with transactions; two coordinators. */
export const transacted = (schedule: Schedule<TransactionStage>, count: () => void): Scenario =>
  scenario({
    ...calm,
    servers: storeServers(layout, { shard: transactionalShards, pollInterval: milliseconds(50) }, { shards: 2 }),
    clients: [...times(2, transactionClerk({ controllers: layout.controllers })), among(layout.controllers, controllerClerk()), courier],
    scripts: [scriptOf(schedule, (stage) => new TransactionStage(stage, layout), count)],
    properties: [...shardedSafety(layout), judgedAtTheEnd(strictlySerializable(layout, 2)), settles(layout), locksEnd(layout)],
  });

/** Groups 1 and 2 have joined, and both coordinators know it. */
class TransactionStage extends FollowingStage {
  override *begin(): Story {
    yield* this.operator.join(this.members(1, 2));
    yield* this.follow();
    for (const client of [0, 1]) yield* tell(this, client, storeRequest({ kind: 'get', key: '0' }));
  }
}

const serializable = 'linearizable (transactions)';

const tell = (stage: TransactionStage, client: number, request: CoordinatorRequest): Story<unknown> => ask(stage.client(client), request);

/** Keys 0 and 1 get this value, if key 0 has the other one. */
const writes = (value: string, compare: Transaction['compare'] = []): CoordinatorRequest => ({ kind: 'transaction', transaction: { compare, reads: ['0', '1'], writes: [['0', value], ['1', value]] } });

const looks: CoordinatorRequest = { kind: 'transaction', transaction: { compare: [], reads: ['0', '1'], writes: [] } };

const together = (id: string, first: CoordinatorRequest, second: CoordinatorRequest): Schedule<TransactionStage> => ({
  id,
  fires: serializable,
  *play(stage) {
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

function* until(stage: TransactionStage, holds: (state: CoordinatorState) => boolean): Story {
  yield* stage.until('the coordinator has got so far', () => {
    const state = coordinator.of(stage.stage.stateOf(stage.client(0)));
    return state !== null && holds(state);
  });
}

/** The coordinator is silent for longer than anybody waits for it, and goes on. */
const silent = (id: string): Schedule<TransactionStage> => ({
  id,
  fires: serializable,
  *play(stage) {
    const silence = function* (): Story {
      yield* until(stage, ({ task }) => task?.kind === 'transacting' && task.values.length === 1);
      yield* inflict({ kind: 'oneWay', from: [stage.client(0)], to: [1, 2], lasts: seconds(12) });
    };
    yield* all([discard(tell(stage, 0, writes('x'))), silence()]);
    yield* tell(stage, 1, looks);
  },
});

export const transactionSchedules: readonly Schedule<TransactionStage>[] = [
  together('SHARD-90', writes('x'), writes('y')),
  {
    id: 'SHARD-91',
    fires: serializable,
    *play(stage) {
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
    (id): Schedule<TransactionStage> => ({
      id,
      fires: serializable,
      *play(stage) {
            yield* tell(stage, 0, writes('x', [['0', 'y']]));
        yield* tell(stage, 1, looks);
      },
    }),
  ),
  {
    id: 'SHARD-94',
    fires: unanswered,
    *play(stage) {
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
