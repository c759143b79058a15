/** Who moves shards in stories about the sharded services. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { ask, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { balanced, controllerRequest, nextConfiguration, reshapedConfiguration, type ControllerCommand, type ControllerResult, type Gid, type ShardConfiguration } from '../../protocols/shard-controller/index.ts';
import type { LibraryRequest, LibraryResult } from '../../protocols/shard-kv/index.ts';
import type { Layout } from './layout.ts';
import { firstConfiguration, labShards } from './vocabulary.ts';

/** What an administrator does: how often, after which pause at most. */
interface Administration {
  readonly rounds: number;
  readonly pause: number;
  /** Shards are split and merged, too. */
  readonly reshapes: boolean;
}

/** An administrator that lets groups join and leave, and moves shards, as it pleases; some group is there in the end, whatever becomes of the administrator. */
export function administration(layout: Layout, { rounds = 6, pause = milliseconds(400), reshapes = false }: Partial<Administration> = {}): Script {
  return function* (stage) {
    const node = stage.clients.at(-1) ?? 0;
    yield* order(node, joining(layout, [drawnOf(stage, [...layout.groups.keys()])]));
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      const newest = yield* newestFor(node);
      const possible = newest === null ? [] : (reshapes ? [...deeds, ...reshapings] : deeds).map((deed) => deed({ stage, layout, newest })).filter((commands) => commands.length > 0);
      for (const command of possible[stage.choose(Math.max(1, possible.length))] ?? []) {
        // Mostly one right after the other: groups are behind, and may be two configurations apart.
        if (stage.choose(4) === 0) yield* sleep(stage.choose(pause));
        yield* order(node, command);
      }
    }
  };
}

/** What an administrator sees. */
interface Sight {
  readonly stage: Stage;
  readonly layout: Layout;
  readonly newest: ShardConfiguration;
}

/** What an administrator may do: commands, one after the other. None: it cannot be done as things are. */
type Deed = (sight: Sight) => readonly ControllerCommand[];

const drawnOf = ({ choose }: Stage, from: readonly number[]): number => from[choose(from.length)] ?? 1;

const joining = ({ groups }: Layout, gids: readonly Gid[]): ControllerCommand => ({ kind: 'join', groups: gids.map((gid) => [gid, groups.get(gid) ?? []]) });

const strangersTo = ({ layout, newest: { groups } }: Sight): readonly Gid[] => [...layout.groups.keys()].filter((gid) => !groups.has(gid));

const comes: Deed = (sight) => (strangersTo(sight).length === 0 ? [] : [joining(sight.layout, [drawnOf(sight.stage, strangersTo(sight))])]);

const leaves: Deed = ({ stage, newest: { groups } }) => (groups.size < 2 ? [] : [{ kind: 'leave', gids: [drawnOf(stage, [...groups.keys()])] }]);

/** Nobody has anything for a while; then somebody comes, who may have been there before. */
const allLeave: Deed = ({ stage, layout, newest: { groups } }) => [{ kind: 'leave', gids: [...groups.keys()] }, joining(layout, [drawnOf(stage, [...layout.groups.keys()])])];

/** A shard goes to another group; as often as not it comes back at once, and goes again. */
const moves: Deed = ({ stage, newest: { groups, shards } }) => {
  const shard = drawnOf(stage, [...shards.keys()]);
  const owner = shards.get(shard) ?? 1;
  const others = [...groups.keys()].filter((gid) => gid !== owner);
  if (others.length === 0) return [];
  const ways = stage.choose(2) === 0 ? 1 : 2 + stage.choose(3);
  return Array.from({ length: ways }, (_, way): ControllerCommand => ({ kind: 'move', shard, gid: way % 2 === 0 ? drawnOf(stage, others) : owner }));
};

const deeds: readonly Deed[] = [comes, leaves, allLeave, moves, moves];

const splits: Deed = ({ stage, newest: { shards } }) => [{ kind: 'split', shard: drawnOf(stage, [...shards.keys()]) }];

/** Halves become one again; where two groups have them, one of the halves is moved to the other before that. */
const merges: Deed = ({ stage, newest: { roots, shards } }) => {
  const wholes = [...shards.keys()].filter((shard) => shard >= roots && (shard - roots) % 2 === 0 && shards.has(shard + 1));
  const left = wholes[stage.choose(Math.max(1, wholes.length))];
  if (left === undefined) return [];
  const merge: ControllerCommand = { kind: 'merge', shard: (left - roots) / 2 };
  const [gid, other] = [shards.get(left) ?? 1, shards.get(left + 1)];
  return gid === other ? [merge] : [{ kind: 'move', shard: left + 1, gid }, merge];
};

const reshapings: readonly Deed[] = [splits, splits, merges, merges];

/** However often the administrator goes down meanwhile: what was done already is refused. */
function* order(node: NodeId, command: ControllerCommand): Story {
  while ((yield* ask(node, controllerRequest(command))) === null) yield* sleep(milliseconds(100));
}

/** Controllers beside each other, each of which finishes what it finds half done, lets groups join and leave, and leaves nothing behind. */
export function steering(layout: Layout, libraries: number, { rounds = 4, pause = milliseconds(400), shards = labShards, ponders = 4, thought = pause }: Partial<Omit<Steering, 'layout'>> = {}): readonly Script[] {
  return Array.from({ length: libraries }, (_, place) => (stage: Stage) => steeringBy(stage, stage.clients.at(-1 - place) ?? 0, { layout, rounds, pause, shards, ponders, thought }));
}

interface Steering extends Omit<Administration, 'reshapes'> {
  readonly layout: Layout;
  readonly shards: number;
  /** One in so many times it thinks, for so long at most: what it has made of a configuration may be of the past by then. */
  readonly ponders: number;
  readonly thought: number;
}

function* steeringBy(stage: Stage, node: NodeId, { layout, rounds, pause, shards, ponders, thought }: Steering): Story {
  yield* insist(node, { kind: 'initConfig', configuration: firstConfiguration(layout, shards) });
  for (let round = 0; round < rounds; round++) {
    yield* rest();
    yield* sleep(stage.choose(pause));
    yield* library(node, { kind: 'initController' });
    const found = yield* library(node, { kind: 'query' });
    if (found?.kind !== 'configuration' || found.configuration === null) continue;
    if (stage.choose(ponders) === 0) yield* sleep(stage.choose(thought));
    yield* library(node, { kind: 'changeConfigTo', configuration: drawnChange(stage, layout, found.configuration) });
  }
  yield* insist(node, { kind: 'initController' });
}

/** A group comes, or goes unless it is the last one; or a shard is split, or two halves are merged, where that can be. */
function drawnChange(stage: Stage, layout: Layout, before: ShardConfiguration): ShardConfiguration {
  if (stage.choose(3) > 0) return withOrWithout(stage, layout, before);
  const kind = stage.choose(2) === 0 ? 'split' : 'merge';
  const wholes = [...new Set([...before.shards.keys()].map((shard) => (kind === 'split' ? shard : wholeOf(before, shard))))];
  const possible = wholes.flatMap((shard) => reshapedConfiguration(before, { kind, shard }) ?? []);
  return possible[stage.choose(Math.max(1, possible.length))] ?? withOrWithout(stage, layout, before);
}

/** What a half is a half of; what was never split is one of nothing. */
const wholeOf = ({ roots }: ShardConfiguration, shard: number): number => (shard < roots ? shard : Math.floor((shard - roots) / 2));

function withOrWithout(stage: Stage, layout: Layout, before: ShardConfiguration): ShardConfiguration {
  const gid = 1 + stage.choose(layout.groups.size);
  const isMember = before.groups.has(gid);
  const groups = isMember ? before.groups.delete(gid) : before.groups.set(gid, layout.groups.get(gid) ?? []);
  const members = groups.size === 0 ? before.groups : groups;
  return nextConfiguration(before, balanced(before.shards, [...members.keys()]), members);
}

const library = (node: NodeId, request: LibraryRequest): Story<LibraryResult | null> => ask<LibraryResult>(node, request);

/** However often the controller goes down meanwhile. */
function* insist(node: NodeId, request: LibraryRequest): Story {
  while ((yield* library(node, request)) === null) yield* sleep(milliseconds(100));
}

/** The newest configuration, as this administrator sees it; null where it goes down meanwhile. */
function* newestFor(node: NodeId): Story<ShardConfiguration | null> {
  const told = yield* ask<{ readonly result: ControllerResult }>(node, controllerRequest({ kind: 'query', number: -1 }));
  return told?.result.kind === 'configuration' ? told.result.configuration : null;
}
