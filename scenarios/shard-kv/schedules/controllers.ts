/** Schedules for the controller alone. */
import { milliseconds } from '../../../sim/core/time.ts';
import { inflict, type Story } from '../../../sim/hosts/script.ts';
import { controllerClerk, shardControllerServer } from '../../../protocols/shard-controller/index.ts';
import { replicatedSafety } from '../../replicated-kv/properties.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';
import { scenario, type Scenario } from '../../scenario.ts';
import { controllerInvariants } from '../../shard-controller/properties.ts';
import { administrator, controllerLinearizable, type Administrator } from '../../shard-controller/vocabulary.ts';
import { calm, counted, unequal, type Schedule } from './schedule.ts';

/** One server of the controller, and its administrator. */
export const controlled = (schedule: Schedule<Administrator>, count: () => void): Scenario =>
  scenario({
    ...calm,
    servers: [shardControllerServer(schedule.options)],
    clients: [controllerClerk()],
    scripts: [(stage) => counted(schedule.play(administrator(stage.clients[0] ?? 0)), count)],
    properties: [...replicatedSafety, judgedAtTheEnd(controllerLinearizable(10)), ...controllerInvariants],
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
