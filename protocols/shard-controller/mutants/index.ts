/** Deliberate bugs of the shard controller. */
import { Dictionary } from '../../../sim/core/index.ts';
import type { Mutant } from '../../../sim/core/index.ts';
import { controllerRules, newestOf } from '../controller.ts';
import type { ControllerRules } from '../controller.ts';

type ControllerMutant = Mutant<ControllerRules>;

const protocol = 'shardControllerServer';

const startsOver: ControllerMutant = {
  id: 'SHARD-80',
  title: 'Shards are dealt out anew whenever groups come or go: evenly, but with more moves than are needed.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.824 lab 4A: "move as few shards as possible"',
  scheduleSize: 2,
  replaces: {
    balance(shards, gids) {
      const members = gids.toSorted((a, b) => a - b);
      return Dictionary.from([...shards.keys()].toSorted((a, b) => a - b).map((shard, i) => [shard, members[i % members.length] ?? 0] as const));
    },
  },
};

const leavesThemUneven: ControllerMutant = {
  id: 'SHARD-81',
  title: 'Shards of those who leave go to the first group that is left.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.824 lab 4A: "divide the shards as evenly as possible"',
  scheduleSize: 2,
  replaces: {
    follow(newest, command, loads, rules) {
      const uneven: ControllerRules = { ...rules, balance: (shards, gids) => [...shards].reduce((after, [shard, gid]) => (gids.includes(gid) ? after : after.set(shard, Math.min(...gids))), shards) };
      return controllerRules.follow(newest, command, loads, command.kind === 'leave' && newest.groups.size > command.gids.length ? uneven : rules);
    },
  },
};

const joinsAgain: ControllerMutant = {
  id: 'SHARD-82',
  title: 'A group that is there already joins again, and makes a configuration.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.824 lab 4A: a Join names new groups',
  scheduleSize: 2,
  replaces: { refusalOf: (newest, command) => (command.kind === 'join' ? null : controllerRules.refusalOf(newest, command)) },
};

const queriesTheFirst: ControllerMutant = {
  id: 'SHARD-83',
  title: 'A query for a configuration that there is not yet shows the very first one.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.824 lab 4A: a number beyond the newest asks for the newest',
  scheduleSize: 2,
  replaces: { configurationFor: (controller, number) => (number > newestOf(controller).number ? controller.first : controllerRules.configurationFor(controller, number)) },
};

const forgetsTraffic: ControllerMutant = {
  id: 'SHARD-84',
  title: 'A snapshot of the controller leaves out the traffic of the shards: replicas spread them differently.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.824 lab 4A: rebalancing must be deterministic',
  scheduleSize: 4,
  replaces: { restoreController: (first, pieces) => ({ ...controllerRules.restoreController(first, pieces), traffic: Dictionary.empty() }) },
};

const restsNothing: ControllerMutant = {
  id: 'SHARD-85',
  title: 'Where the last group leaves, nobody remembers who had the shards: they come back empty.',
  protocol,
  hardness: 'hard',
  source: 'MIT 6.824 lab 4B: shards of the last group that leaves are kept for whoever joins next',
  scheduleSize: 3,
  replaces: { follow: (newest, command, loads, rules) => ({ ...controllerRules.follow(newest, command, loads, rules), resting: Dictionary.empty() }) },
};

const forgetsWeighed: ControllerMutant = {
  id: 'SHARD-86',
  title: 'A snapshot of the controller does not say by which traffic shards were spread last.',
  protocol,
  hardness: 'hard',
  source: 'MIT 6.824 lab 4A: rebalancing must be deterministic',
  scheduleSize: 8,
  replaces: { restoreController: (first, pieces) => ({ ...controllerRules.restoreController(first, pieces), weighed: Dictionary.empty() }) },
};

const believesLateReports: ControllerMutant = {
  id: 'SHARD-87',
  title: 'A report of traffic that comes late takes the place of a newer one.',
  protocol,
  hardness: 'hard',
  source: 'what is counted from the beginning only grows',
  scheduleSize: 8,
  replaces: { learn: (traffic, reported) => reported.reduce((known, [shard, commands]) => known.set(shard, commands), traffic) },
};

const weighsThePast: ControllerMutant = {
  id: 'SHARD-88',
  title: 'Shards are spread by all the traffic that they have ever had.',
  protocol,
  hardness: 'hard',
  source: 'a shard that was hot once is not hot for ever',
  scheduleSize: 9,
  replaces: { loadsOf: ({ traffic }) => traffic },
};

/** The deliberate bugs of the shard controller. */
export const shardControllerMutants: readonly Mutant[] = [startsOver, leavesThemUneven, joinsAgain, queriesTheFirst, forgetsTraffic, restsNothing, forgetsWeighed, believesLateReports, weighsThePast];
