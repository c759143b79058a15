/** What must be true of the shard controller. */
import { across, sometimes, type Property, type Sometimes } from '../../properties/property.ts';
import { appliedIn, continues, type ReplicaStep, type ReplicaWords } from '../../properties/replicas/index.ts';
import { halvesOf, nobody } from '../../protocols/shard-controller/index.ts';
import type { ControllerCommand, ControllerState, Gid, ShardConfiguration } from '../../protocols/shard-controller/index.ts';
import type { SessionCommand } from '../../protocols/raft/index.ts';

type Step = ReplicaStep<ControllerState>;

const onController = (name: string, judge: (step: Step) => true | string): Property =>
  across<ReplicaWords<ControllerState>>(name, 'server', (step) => !continues(step) || !('first' in step.after.machine.machine) || judge(step));

/** Pairs of neighbours among the configurations that a step has added. */
function* addedIn({ before, after }: Step): Generator<readonly [ShardConfiguration, ShardConfiguration]> {
  const { first, later } = after.machine.machine;
  for (let number = before.machine.machine.later.lastIndex + 1; number <= later.lastIndex; number++) yield [number === 1 ? first : later.at(number - 1), later.at(number)];
}

/** Commands among what a step has applied. */
function commandsIn(step: Step): readonly ControllerCommand[] {
  return appliedIn(step).flatMap(({ entry }) => {
    const command = entry.kind === 'command' && entry.command !== null ? sessionCommand.of(entry.command) : null;
    return command?.kind === 'command' ? [command.command] : [];
  });
}

const sessionCommand: { of(command: unknown): SessionCommand<ControllerCommand> } = {
  of(command: SessionCommand<ControllerCommand>) {
    return command;
  },
};

const sharesOf = ({ shards, groups }: ShardConfiguration): Map<Gid, number> => {
  const shares = new Map([...groups.keys()].map((gid) => [gid, 0]));
  for (const gid of shards.values()) if (gid !== nobody) shares.set(gid, (shares.get(gid) ?? 0) + 1);
  return shares;
};

/** Configurations are numbered one after the other, each shard is a member's, and the moves are what has changed. */
const configurationsFollow = onController('configurations follow one another, and name their moves', (step) => {
  for (const [before, after] of addedIn(step)) {
    if (after.number !== before.number + 1) return `configuration ${after.number} follows ${before.number}`;
    for (const [shard, gid] of after.shards) {
      const isHome = after.groups.size === 0 ? gid === nobody : after.groups.has(gid);
      if (!isHome) return `configuration ${after.number} gives shard ${shard} to group ${gid}, of ${[...after.groups.keys()].join()}`;
      const move = after.moves.get(shard);
      // What is made of others belongs to whoever had these.
      const from = ownerBefore(before, after, shard);
      if (from === gid ? move !== undefined : move?.from !== from || move.to !== gid) return `configuration ${after.number} does not say that shard ${shard} goes from group ${from} to ${gid}`;
    }
  }
  return true;
});

function ownerBefore({ roots, shards }: ShardConfiguration, { reshape }: ShardConfiguration, shard: number): Gid {
  const source = reshape === null || shards.has(shard) ? shard : reshape.kind === 'split' ? reshape.shard : halvesOf(roots, shard)[0];
  return shards.get(source) ?? nobody;
}

/** "divide the shards as evenly as possible among the groups, and [...] move as few shards as possible": fewest by a count of its own. */
const joinsAndLeavesBalance = onController('joins and leaves spread shards evenly, with the fewest moves', (step) => {
  const [command, ...others] = commandsIn(step);
  // Several in one step: which configuration came of which is not known.
  if (command === undefined || others.length > 0 || (command.kind !== 'join' && command.kind !== 'leave')) return true;
  for (const [before, after] of addedIn(step)) {
    const shares = [...sharesOf(after).values()];
    if (shares.length > 0 && Math.max(...shares) - Math.min(...shares) > 1) return `configuration ${after.number} has shares of ${shares.join()}`;
    const fewest = fewestMoves(before, after);
    if (after.moves.size !== fewest) return `configuration ${after.number} moves ${after.moves.size} shards, where ${fewest} would do`;
  }
  return true;
});

/** What the members may keep of what they have: the ceiling for those with the most, the floor for the others. The rest must move. */
function fewestMoves(before: ShardConfiguration, { groups, shards }: ShardConfiguration): number {
  if (groups.size === 0) return [...before.shards.values()].filter((gid) => gid !== nobody).length;
  const held = [...groups.keys()].map((gid) => sharesOf(before).get(gid) ?? 0).toSorted((a, b) => b - a);
  const floor = Math.floor(shards.size / groups.size);
  const ceilings = shards.size % groups.size;
  return shards.size - held.reduce((kept, share, rank) => kept + Math.min(share, rank < ceilings ? floor + 1 : floor), 0);
}

/** What holds of each replica of the controller. */
export const controllerInvariants: readonly Property[] = [configurationsFollow, joinsAndLeavesBalance];

const onConfiguration = (name: string, within: number, holds: (before: ShardConfiguration, after: ShardConfiguration) => boolean): Sometimes =>
  sometimes<ReplicaWords<ControllerState>>(name, within, (step) => continues(step) && 'first' in step.after.machine.machine && [...addedIn(step)].some(([before, after]) => holds(before, after)));

/** Situations that campaigns must reach. */
export const controllerSituations: readonly Sometimes[] = [
  onConfiguration('the last group leaves', 500, (before, after) => before.groups.size > 0 && after.groups.size === 0),
  onConfiguration('there are groups again after there were none', 50, (before, after) => before.number > 0 && before.groups.size === 0 && after.groups.size > 0),
  onConfiguration('a group takes shards from several', 20, (_, { moves }) => new Set([...moves.values()].map(({ from }) => from)).size > 1),
  onConfiguration('an uneven spread is made even again', 100, (before, after) => after.moves.size > 0 && spread(before) > 1 && spread(after) <= 1),
  sometimes<ReplicaWords<ControllerState>>('several configurations are made in one step', 20, (step) => continues(step) && [...addedIn(step)].length > 1),
  onConfiguration('traffic moves a shard', 50, (before, after) => spread(after) > spread(before) && after.moves.size > 0 && before.groups.size === after.groups.size),
];

function spread(configuration: ShardConfiguration): number {
  const shares = [...sharesOf(configuration).values()];
  return shares.length === 0 ? 0 : Math.max(...shares) - Math.min(...shares);
}
