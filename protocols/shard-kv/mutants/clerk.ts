/** Deliberate bugs of the clients of sharded services. */
import type { Mutant } from '../../../sim/core/index.ts';
import type { ShardClerkRules } from '../clerk.ts';

type ClerkMutant = Mutant<ShardClerkRules>;

const protocol = 'shardStoreClerk';

const neverLooks: ClerkMutant = {
  id: 'SHARD-70',
  title: 'A client that is told that a group does not have the shard asks it again, and looks for no newer configuration.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.824 lab 4B: after ErrWrongGroup the configuration is queried',
  scheduleSize: 2,
  replaces: { lookAgain: (turn, task) => turn.pause(task) },
};

const asksAnew: ClerkMutant = {
  id: 'SHARD-71',
  title: 'A command that goes on to another group goes under a new name, though the first may have executed it.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.824 lab 4B: what clients have done moves with the shard',
  scheduleSize: 5,
  replaces: {
    lookAgain(turn, task) {
      turn.state.single = turn.kind.single.protocol.start(0, turn.state.single.servers, []).state;
      turn.look({ ...task, sent: null });
    },
  },
};

const waitsForTheDead: ClerkMutant = {
  id: 'SHARD-72',
  title: 'A client asks a group that says nothing for ever, and never whether the shard has left it.',
  protocol,
  hardness: 'hard',
  source: 'MIT 6.824 lab 4B: after all servers of a group were tried, the configuration is queried',
  scheduleSize: 3,
  replaces: { isInVain: () => false },
};

const knowsTheFirst: ClerkMutant = {
  id: 'SHARD-73',
  title: 'A client uses the first configuration that it has seen for ever.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.824 lab 4B: after ErrWrongGroup the configuration is queried',
  scheduleSize: 2,
  replaces: { isNewer: (known) => known === null },
};

export const clerkMutants = [neverLooks, asksAnew, waitsForTheDead, knowsTheFirst] as const;
