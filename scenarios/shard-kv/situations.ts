/** Situations of sharded services that campaigns must reach: where a move could lose something, or do it twice. */
import { reaches, sometimes, type Sometimes } from '../../properties/property.ts';
import { appliedIn, continues, type ReplicaStep, type ReplicaWords } from '../../properties/replicas/index.ts';
import { libraryMilestones, shardClerkMilestones, type GroupCommand, type Held, type ShardGroup, type ShardStatus } from '../../protocols/shard-kv/index.ts';

type GroupStep = ReplicaStep<ShardGroup>;

const onGroup = (name: string, within: number, holds: (step: GroupStep) => boolean): Sometimes =>
  sometimes<ReplicaWords<ShardGroup>>(name, within, (step) => continues(step) && 'debts' in step.after.machine && holds(step));

const groupCommand: { of(command: unknown): GroupCommand } = {
  of(command: GroupCommand) {
    return command;
  },
};

/** Commands of this kind among those that the step has applied. */
function applied<Kind extends GroupCommand['kind']>(step: GroupStep, kind: Kind): readonly Extract<GroupCommand, { kind: Kind }>[] {
  return appliedIn(step).flatMap(({ entry }) => {
    const command = entry.kind === 'command' && entry.command !== null ? groupCommand.of(entry.command) : null;
    return command !== null && isOfKind(command, kind) ? [command] : [];
  });
}

const isOfKind = <Kind extends GroupCommand['kind']>(command: GroupCommand, kind: Kind): command is Extract<GroupCommand, { kind: Kind }> => command.kind === kind;

const heldBefore = ({ before }: GroupStep, { shard }: { readonly shard: number }): { readonly status: string; readonly number: number } => before.machine.shards.get(shard) ?? { status: 'gone', number: 0 };

const isElected = ({ before, after }: GroupStep): boolean => before.raft.role !== 'leader' && after.raft.role === 'leader';

const statusesOf = ({ shards }: ShardGroup): ReadonlySet<string> => new Set([...shards.values()].map(({ status }) => status));

/** A server of a group begins its life with this on its disk. */
const startsWith = (name: string, within: number, holds: (group: ShardGroup) => boolean): Sometimes =>
  sometimes<ReplicaWords<ShardGroup>>(name, within, ({ role, event, after }) => role === 'server' && event.kind === 'start' && 'machine' in after && 'debts' in after.machine && holds(after.machine));

const isHere = (status: ShardStatus): boolean => status === 'serving' || status === 'awaited';

const hasBeen = (held: Held | undefined): boolean => held !== undefined && held.number > 0 && !isHere(held.status);

/** What can happen to shards on the move, whoever moves them. */
export const moveSituations: readonly Sometimes[] = [
  onGroup('a shard is written to where it has arrived', 20, (step) => applied(step, 'operate').some((command) => heldBefore(step, command).status === 'serving' && heldBefore(step, command).number > 1)),
  onGroup('a write arrives in the log behind the departure of its shard', 20, (step) => applied(step, 'operate').some((command) => ['frozen', 'gone'].includes(heldBefore(step, command).status) && heldBefore(step, command).number > 0)),
  onGroup('a shard arrives a second time', 20, (step) => applied(step, 'install').some((command) => heldBefore(step, command).status === 'serving' && heldBefore(step, command).number === command.number)),
  onGroup('a shard is deleted a second time', 20, (step) => applied(step, 'delete').some((command) => heldBefore(step, command).status === 'gone' && heldBefore(step, command).number === command.number)),
  onGroup('word of an earlier move comes late', 500, (step) => [...applied(step, 'install'), ...applied(step, 'delete')].some((command) => heldBefore(step, command).number > command.number)),
  onGroup('a group changes its leader while a shard is on its way', 200, (step) => isElected(step) && (step.after.machine.awaited.size > 0 || statusesOf(step.after.machine).has('frozen'))),
  onGroup('a shard comes back to where it has been', 20, ({ before, after }) => before.machine.shards !== after.machine.shards && [...after.machine.shards].some(([shard, { status }]) => isHere(status) && hasBeen(before.machine.shards.get(shard)))),
  startsWith('a server starts from a snapshot with a shard that is frozen', 500, (group) => statusesOf(group).has('frozen')),
];

/** Shards of this group that others are made of in this step: two where halves are merged, one where a shard is split. */
function partsGoneIn({ before, after }: GroupStep, kind: 'split' | 'merge'): boolean {
  if (before.machine.shards === after.machine.shards) return false;
  const changed = [...after.machine.shards].filter(([shard, { status, number }]) => isAnew(status, number, before.machine.shards.get(shard)));
  const [served, gone] = (['serving', 'gone'] as const).map((wanted) => changed.filter(([, { status }]) => status === wanted).length);
  return kind === 'split' ? served === 2 && gone === 1 : served === 1 && gone === 2;
}

/** It has come to this without a move: nobody was waited for, and nothing was handed out. */
const isAnew = (status: ShardStatus, number: number, held: Held | undefined): boolean => number > (held?.number ?? 0) && (status === 'gone' ? held?.status === 'serving' : status === 'serving' && held?.status !== 'awaited');

/** What can happen to shards that are split and merged, whoever says so. */
export const reshapeSituations: readonly Sometimes[] = [
  onGroup('a shard is split', 20, (step) => partsGoneIn(step, 'split')),
  onGroup('halves are merged', 50, (step) => partsGoneIn(step, 'merge')),
];

/** What can happen to groups that follow configurations. */
export const followingSituations: readonly Sometimes[] = [
  onGroup('a group serves what has arrived, and waits for more', 20, ({ after: { machine } }) => machine.awaited.size > 0 && machine.shards.size > machine.awaited.size && statusesOf(machine).has('serving')),
  onGroup('a shard is to come back before it was fetched', 50, ({ before, after }) => after.machine.kept.size > before.machine.kept.size),
  onGroup('a group is elected with debts', 200, (step) => isElected(step) && step.after.machine.debts.size > 0),
  onGroup('the last group leaves, and its shards wait for somebody', 20, ({ before, after }) => before.machine.configuration !== after.machine.configuration && (after.machine.configuration?.resting.size ?? 0) > 0),
  onGroup('word of an earlier move comes while a shard waits to be fetched', 200, (step) => applied(step, 'delete').some((command) => heldBefore(step, command).status === 'frozen' && heldBefore(step, command).number > command.number)),
  onGroup('a group is told of a configuration twice', 20, (step) => applied(step, 'configure').some(({ configuration }) => configuration.number <= (step.before.machine.configuration?.number ?? 0))),
];

/** What can happen where controllers tell groups what to do. */
export const steeringSituations: readonly Sometimes[] = [
  onGroup('a shard is frozen for a second controller', 20, (step) => applied(step, 'freeze').some((command) => heldBefore(step, command).status === 'frozen')),
  onGroup('a shard is to be frozen that was deleted already', 20, (step) => applied(step, 'freeze').some((command) => heldBefore(step, command).status === 'gone' && heldBefore(step, command).number === command.number)),
  onGroup('a controller of the past is turned away', 500, (step) => applied(step, 'freeze').some((command) => heldBefore(step, command).number > command.number)),
  reaches(libraryMilestones, 'finishesForAnother', 'client', 20),
];

/** What can happen to clients. */
export const clientSituations: readonly Sometimes[] = [reaches(shardClerkMilestones, 'pauses', 'client', 20), reaches(shardClerkMilestones, 'seesNewConfiguration', 'client', 20)];
