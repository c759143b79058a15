/** Who moves shards in stories about the sharded services, and what goes wrong with whole groups meanwhile. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { ask, inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { balanced, controllerRequest, nextConfiguration, type ControllerCommand, type ControllerResult, type Gid, type ShardConfiguration } from '../../protocols/shard-controller/index.ts';
import type { LibraryRequest, LibraryResult } from '../../protocols/shard-kv/index.ts';
import type { Layout } from './layout.ts';
import { firstConfiguration, labShards } from './vocabulary.ts';

/** What an administrator does: how often, after which pause at most, with which shards. */
interface Administration {
  readonly rounds: number;
  readonly pause: number;
  /** Shards that are moved have numbers below this. */
  readonly shards: number;
  /** Shards are split and merged, too. */
  readonly reshapes: boolean;
}

/** An administrator that lets groups join and leave and moves shards, as it pleases; some group is there all the time, whatever becomes of the administrator. */
export function administration(layout: Layout, { rounds = 6, pause = milliseconds(400), shards = 10, reshapes = false }: Partial<Administration> = {}): Script {
  return function* (stage) {
    const node = stage.clients.at(-1) ?? 0;
    const gids = [...layout.groups.keys()];
    const drawn = (from: readonly Gid[]): Gid => from[stage.choose(from.length)] ?? 1;
    const joining = (gid: Gid): ControllerCommand => ({ kind: 'join', groups: [[gid, layout.groups.get(gid) ?? []]] });
    const first = joining(drawn(gids));
    while ((yield* ask(node, controllerRequest(first))) === null) yield* sleep(pause);
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      const members = [...((yield* newestFor(node))?.groups.keys() ?? [])];
      if (members.length === 0) continue;
      const others = gids.filter((gid) => !members.includes(gid));
      const choice = stage.choose(reshapes ? 5 : 3);
      if (choice === 0 && others.length > 0) yield* ask(node, controllerRequest(joining(drawn(others))));
      else if (choice === 1 && members.length > 1) yield* ask(node, controllerRequest({ kind: 'leave', gids: [drawn(members)] }));
      else if (choice >= 3) yield* ask(node, controllerRequest({ kind: choice === 3 ? 'split' : 'merge', shard: stage.choose(shards) }));
      else yield* ask(node, controllerRequest({ kind: 'move', shard: stage.choose(shards), gid: drawn(members) }));
    }
  };
}

/** Controllers beside each other, each of which finishes what it finds half done, lets groups join and leave, and leaves nothing behind. */
export function steering(layout: Layout, libraries: number, { rounds = 4, pause = milliseconds(400), shards = labShards }: Partial<Omit<Administration, 'reshapes'>> = {}): readonly Script[] {
  return Array.from({ length: libraries }, (_, place) => (stage: Stage) => steeringBy(stage, stage.clients.at(-1 - place) ?? 0, { layout, rounds, pause, shards }));
}

interface Steering extends Omit<Administration, 'reshapes'> {
  readonly layout: Layout;
}

function* steeringBy(stage: Stage, node: NodeId, { layout, rounds, pause, shards }: Steering): Story {
  yield* insist(node, { kind: 'initConfig', configuration: firstConfiguration(layout, shards) });
  for (let round = 0; round < rounds; round++) {
    yield* rest();
    yield* sleep(stage.choose(pause));
    yield* library(node, { kind: 'initController' });
    const found = yield* library(node, { kind: 'query' });
    if (found?.kind !== 'configuration' || found.configuration === null) continue;
    yield* library(node, { kind: 'changeConfigTo', configuration: drawnChange(stage, layout, found.configuration) });
  }
  yield* insist(node, { kind: 'initController' });
}

/** A group comes, or goes unless it is the last one. */
function drawnChange(stage: Stage, layout: Layout, before: ShardConfiguration): ShardConfiguration {
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

/** Now and then all servers of a group lose their power at once, and come back one after the other. */
export function groupCrashes({ groups }: Layout, { rounds = 2, pause = milliseconds(1_500) }: { readonly rounds?: number; readonly pause?: number } = {}): Script {
  return function* (stage) {
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      const servers = groups.get(1 + stage.choose(groups.size)) ?? [];
      for (const node of servers) yield* inflict({ kind: 'crash', node, down: stage.choose(milliseconds(800)), power: { survivors: stage.choose(3), torn: false } });
    }
  };
}
