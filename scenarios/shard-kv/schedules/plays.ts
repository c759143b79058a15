/** Every schedule of the sharded services, ready to be played, and the mutants that they are for. */
import type { Mutant } from '../../../sim/core/mutant.ts';
import { shardControllerMutants } from '../../../protocols/shard-controller/index.ts';
import { shardKvMutants } from '../../../protocols/shard-kv/index.ts';
import { shardTransactionsMutants } from '../../../protocols/shard-transactions/index.ts';
import type { Scenario } from '../../scenario.ts';
import { followingSchedules } from './following.ts';
import { controlled, controllerSchedules, transacted, transactionSchedules } from './others.ts';
import { following, steered } from './schedule.ts';
import { steeredSchedules } from './steered.ts';

/** A schedule as a scenario. */
export interface Play {
  readonly id: string;
  readonly fires: string;
  readonly scenario: Scenario;
}

export const plays: readonly Play[] = [
  ...followingSchedules.map((schedule) => ({ ...schedule, scenario: following(schedule) })),
  ...steeredSchedules.map((schedule) => ({ ...schedule, scenario: steered(schedule) })),
  ...controllerSchedules.map((schedule) => ({ ...schedule, scenario: controlled(schedule) })),
  ...transactionSchedules.map((schedule) => ({ ...schedule, scenario: transacted(schedule) })),
];

export const mutants: readonly Mutant[] = [...shardControllerMutants, ...shardKvMutants, ...shardTransactionsMutants];
