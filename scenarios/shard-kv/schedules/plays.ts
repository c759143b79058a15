/** Every schedule of the sharded services, ready to be played, and the mutants that they are for. */
import type { Mutant } from '../../../sim/core/mutant.ts';
import { shardControllerMutants } from '../../../protocols/shard-controller/index.ts';
import { shardKvMutants } from '../../../protocols/shard-kv/index.ts';
import { shardTransactionsMutants } from '../../../protocols/shard-transactions/index.ts';
import type { Scenario } from '../../scenario.ts';
import { clerkSchedules } from './clerks.ts';
import { contentSchedules } from './contents.ts';
import { controlled, controllerSchedules } from './controllers.ts';
import { followingSchedules } from './following.ts';
import { following, steered, type Play, type Schedule } from './schedule.ts';
import { servingSchedules } from './serving.ts';
import { steeredSchedules } from './steered.ts';
import { transacted, transactionSchedules } from './transactions.ts';

const playsOf = <Seen>(schedules: readonly Schedule<Seen>[], scenario: (schedule: Schedule<Seen>, count: () => void) => Scenario): readonly Play[] =>
  schedules.map((schedule) => ({ id: schedule.id, fires: schedule.fires, scenario: (count) => scenario(schedule, count) }));

export const plays: readonly Play[] = [
  ...playsOf([...servingSchedules, ...followingSchedules, ...contentSchedules, ...clerkSchedules], following),
  ...playsOf(steeredSchedules, steered),
  ...playsOf(controllerSchedules, controlled),
  ...playsOf(transactionSchedules, transacted),
];

export const mutants: readonly Mutant[] = [...shardControllerMutants, ...shardKvMutants, ...shardTransactionsMutants];
