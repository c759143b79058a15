/** What goes wrong with whole groups, and with clients, in stories about the sharded services; and who looks at what has come of it. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { all, ask, inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { Fault } from '../../sim/world/plan.ts';
import type { Gid } from '../../protocols/shard-controller/index.ts';
import type { LibraryState, Moving, ShardGroup } from '../../protocols/shard-kv/index.ts';
import { apart } from '../raft/cluster.ts';
import { groupOf, type Layout } from './layout.ts';
import { groupAt } from './properties.ts';

/** How often, and after which pause at most. */
interface Rounds {
  readonly rounds?: number;
  readonly pause?: number;
}

/** Now and then all servers of a group lose their power at once, and come back one after the other. */
export function groupCrashes({ groups }: Layout, { rounds = 2, pause = milliseconds(1_500) }: Rounds = {}): Script {
  return function* (stage) {
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      const servers = groups.get(1 + stage.choose(groups.size)) ?? [];
      for (const node of servers) yield* inflict({ kind: 'crash', node, down: stage.choose(milliseconds(800)), power: { survivors: stage.choose(3), torn: false } });
    }
  };
}

/** Now and then one of these goes down at a moment that is drawn, in the midst of what it does, or at any time where it does not come to that for a while. */
export function crashesAmid(
  nodesOf: (stage: Stage) => readonly NodeId[],
  momentOf: (stage: Stage) => (state: object | null) => boolean,
  { rounds = 3, pause = milliseconds(500) }: Rounds = {},
): Script {
  return function* (stage) {
    const nodes = nodesOf(stage);
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      const node = nodes[stage.choose(nodes.length)] ?? 0;
      const holds = momentOf(stage);
      for (const deadline = stage.now() + milliseconds(400); stage.now() < deadline && !holds(stage.stateOf(node)); ) yield* sleep(milliseconds(1));
      yield* inflict({ kind: 'crash', node, down: stage.choose(milliseconds(800)), power: { survivors: 0, torn: false } });
    }
  };
}

const library: { of(state: object | null): LibraryState | null } = {
  of: (state: LibraryState | null) => state,
};

/** What a controller may be in the middle of. */
const stages: readonly Moving['stage'][] = ['freeze', 'install', 'delete', 'reshape'];

/** Now and then one of the controllers goes down in the midst of a change, and has forgotten it when it is back. */
export const controllerCrashes = (libraries: number, rounds: Rounds = {}): Script =>
  crashesAmid(
    ({ clients }) => clients.slice(-libraries),
    ({ choose }) => {
      const stage = stages[choose(stages.length)];
      return (state) => {
        const task = library.of(state)?.task;
        return task?.kind === 'moving' && task.stage === stage;
      };
    },
    rounds,
  );

/** What a group may be in the middle of: it gives a shard away, or gets one. */
const delicate: readonly { readonly gives: boolean; holds(group: ShardGroup): boolean }[] = [
  { gives: false, holds: ({ awaited }) => awaited.size > 0 },
  { gives: false, holds: ({ debts }) => debts.size > 0 },
  { gives: true, holds: ({ kept }) => kept.size > 0 },
  { gives: true, holds: ({ shards }) => [...shards.values()].some(({ status }) => status === 'frozen') },
];

/** A group in the middle of a move. */
interface Struck {
  readonly servers: readonly NodeId[];
  readonly gives: boolean;
}

/** Whatever group is in the middle of something, or has just handed out a shard; null: none is for a while. Looks four times a millisecond. */
function* awaitDelicate(stage: Stage, layout: Layout, handouts: Handouts): Story<Struck | null> {
  const moment = delicate[stage.choose(delicate.length + 2)];
  const holds = (node: NodeId): boolean => {
    const group = groupAt(stage, node);
    return group !== null && moment?.holds(group) === true;
  };
  handouts.latest = null;
  for (const deadline = stage.now() + milliseconds(1_000); stage.now() < deadline; yield* sleep(250)) {
    for (const [gid, servers] of layout.groups) {
      if (moment === undefined ? handouts.latest === gid : servers.some(holds)) return { servers, gives: moment?.gives ?? true };
    }
  }
  return null;
}

/** The group that has handed out a shard most lately. */
interface Handouts {
  latest: Gid | null;
}

const groupMessage: { of(message: unknown): { readonly kind: string } } = {
  of: (message: { readonly kind: string }) => message,
};

function watchHandouts(stage: Stage, layout: Layout): Handouts {
  const handouts: Handouts = { latest: null };
  stage.watch(({ node, effects }) => {
    if (groupOf(layout, node) > 0 && effects.some((effect) => effect.kind === 'send' && groupMessage.of(effect.message).kind === 'fetched')) handouts.latest = groupOf(layout, node);
  });
  return handouts;
}

/**
 * Again and again a group that is in the middle of a move and all other groups do not hear each other, though clients hear them all; mostly what moves
 * arrives, and nobody hears that it has. Meanwhile one of so many clients writes to this and that, and another one looks, who may not know yet who has it.
 */
export function groupCuts(layout: Layout, clients: number, visits: readonly Visit[], { rounds = 3, pause = milliseconds(300) }: Rounds = {}): Script {
  return function* (stage) {
    const handouts = watchHandouts(stage, layout);
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      const [writer, reader] = drawnPair(stage, clients);
      const some = stage.choose(2) === 0 ? visits : visits.slice(stage.choose(visits.length));
      // It knows who has what before that changes.
      yield* look(reader, some);
      const struck = yield* awaitDelicate(stage, layout, handouts);
      if (struck === null) continue;
      yield* inflict(cutOff(stage, layout, struck));
      yield* all([write(writer, some), lookOn(reader, some)]);
    }
  };
}

function drawnPair({ choose, clients: nodes }: Stage, clients: number): readonly [NodeId, NodeId] {
  const one = choose(clients);
  return [nodes[one] ?? 0, nodes[(one + 1 + choose(clients - 1)) % clients] ?? 0];
}

function cutOff({ choose }: Stage, { groups }: Layout, { servers, gives }: Struck): Fault {
  const lasts = milliseconds(50) + choose(milliseconds(1_200));
  const others = [...groups.values()].filter((each) => each !== servers).flat();
  const [givers, getters] = gives ? [servers, others] : [others, servers];
  const side = choose(4);
  if (side === 0) return apart(lasts, servers, others);
  return side === 1 ? { kind: 'oneWay', from: givers, to: getters, lasts } : { kind: 'oneWay', from: getters, to: givers, lasts };
}

/** A change, and a look at what it has changed. */
interface Visit {
  readonly change: unknown;
  readonly look: unknown;
}

function* write(node: NodeId, visits: readonly Visit[]): Story {
  for (const { change } of visits) yield* ask(node, change);
}

function* look(node: NodeId, visits: readonly Visit[]): Story {
  for (const visit of visits) yield* ask(node, visit.look);
}

/** Again and again: whoever is told something by whoever has it no more does not learn who has it. */
function* lookOn(node: NodeId, visits: readonly Visit[]): Story {
  for (let times = 0; times < 4; times++) {
    yield* look(node, visits);
    yield* sleep(milliseconds(20));
  }
}

/** Now and then one of so many clients looks at everything, and all of them do so at last. */
export function looks(clients: number, visits: readonly Visit[], { rounds = 5, pause = milliseconds(400) }: Rounds = {}): Script {
  return function* (stage) {
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      yield* look(stage.clients[stage.choose(clients)] ?? 0, visits);
    }
    yield* rest();
    yield* all(stage.clients.slice(0, clients).map((node) => look(node, visits)));
  };
}
