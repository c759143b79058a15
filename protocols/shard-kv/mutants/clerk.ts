/** Deliberate bugs of the clients of sharded services. */
import type { Mutant } from '../../../sim/core/index.ts';
import type { ShardClerkRules } from '../clerk.ts';

const neverLooksAgain: Mutant<ShardClerkRules> = {
  id: 'SHARD-23',
  title: 'A client that is told ErrWrongGroup asks the same group again, by the configuration that it knows.',
  protocol: 'shardStoreClerk',
  hardness: 'easy',
  source: '6.824 lab 4: the clerk asks the controller for the newest configuration, and tries again',
  scheduleSize: 2,
  replaces: { lookAgain: (turn, task) => turn.pause(task) },
};

const waitsForTheSilent: Mutant<ShardClerkRules> = {
  id: 'SHARD-40',
  title: 'A client whose group says nothing never looks whether somebody else has the shard by now.',
  protocol: 'shardStoreClerk',
  hardness: 'medium',
  source: 'seen here: a group that has left, and was then shut down',
  scheduleSize: 3,
  replaces: { isInVain: () => false },
};

/** The deliberate bugs of the clients of sharded services. */
export const shardClerkMutants: readonly Mutant[] = [neverLooksAgain, waitsForTheSilent];
