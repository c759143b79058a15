/** Deliberate bugs of the shard controller. */
import type { Mutant } from '../../../sim/core/index.ts';
import { nobody } from '../configuration.ts';
import { newestOf } from '../controller.ts';
import type { ControllerRules } from '../controller.ts';

const protocol = 'shardControllerServer';

const dealsAnew: Mutant<ControllerRules> = {
  id: 'SHARD-31',
  title: 'Shards are dealt to the groups anew, in the order of their numbers, whenever a group comes or goes.',
  protocol,
  hardness: 'easy',
  source: '6.824 lab 4: "move as few shards as possible"; the labs\' own tests of it look at groups that do not exist',
  scheduleSize: 3,
  replaces: {
    balance(shards, gids) {
      const order = [...gids].toSorted((a, b) => a - b);
      return [...shards.keys()].reduce((dealt, shard, place) => dealt.set(shard, order[place % order.length] ?? nobody), shards);
    },
  },
};

const fillsFirst: Mutant<ControllerRules> = {
  id: 'SHARD-32',
  title: 'The first group has all shards, as long as it is there.',
  protocol,
  hardness: 'easy',
  source: '6.824 lab 4: "divide the shards as evenly as possible"',
  scheduleSize: 2,
  replaces: { balance: (shards, [first = nobody]) => [...shards.keys()].reduce((dealt, shard) => dealt.set(shard, first), shards) },
};

const forgetsHistory: Mutant<ControllerRules> = {
  id: 'SHARD-33',
  title: 'A query is answered with the newest configuration, whichever it asks for.',
  protocol,
  hardness: 'easy',
  source: '6.824 lab 4: Query(num)',
  scheduleSize: 2,
  replaces: { configurationFor: (controller) => newestOf(controller) },
};

/** The deliberate bugs of the shard controller. */
export const shardControllerMutants: readonly Mutant[] = [dealsAnew, fillsFirst, forgetsHistory];
