/** What goes wrong with whole groups, and with clients, in stories about the sharded services; and who looks at what has come of it. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { all, ask, inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { Fault } from '../../sim/world/plan.ts';
import type { ShardGroup } from '../../protocols/shard-kv/index.ts';
import { apart } from '../raft/cluster.ts';
import type { Layout } from './layout.ts';
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

/** What a group may be in the middle of. */
const delicate: readonly ((group: ShardGroup) => boolean)[] = [
  ({ awaited }) => awaited.size > 0,
  ({ debts }) => debts.size > 0,
  ({ kept }) => kept.size > 0,
  ({ shards }) => [...shards.values()].some(({ status }) => status === 'frozen'),
];

/** Whatever group is in the middle of something; null: none is for a while. Looks four times a millisecond. */
function* awaitDelicate(stage: Stage, { groups }: Layout): Story<readonly NodeId[] | null> {
  const isDelicate = delicate[stage.choose(delicate.length)] ?? ((): boolean => false);
  const holds = (node: NodeId): boolean => {
    const group = groupAt(stage, node);
    return group !== null && isDelicate(group);
  };
  for (const deadline = stage.now() + milliseconds(400); stage.now() < deadline; yield* sleep(250)) {
    for (const servers of groups.values()) if (servers.some(holds)) return servers;
  }
  return null;
}

/**
 * Again and again a group that is in the middle of a move and all other groups do not hear each other, though clients hear them all; or only one side hears
 * nothing. Meanwhile one of so many clients writes to this and that, and another one looks, who may not know yet who has it.
 */
export function groupCuts(layout: Layout, clients: number, visits: readonly Visit[], { rounds = 3, pause = milliseconds(300) }: Rounds = {}): Script {
  return function* (stage) {
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      const struck = yield* awaitDelicate(stage, layout);
      if (struck === null) continue;
      const others = [...layout.groups.values()].filter((servers) => servers !== struck).flat();
      yield* inflict(cutBetween(stage, struck, others));
      const writer = stage.choose(clients);
      const reader = (writer + 1 + stage.choose(clients - 1)) % clients;
      yield* visit(stage.clients[writer] ?? 0, stage.clients[reader] ?? 0, visits);
    }
  };
}

function cutBetween({ choose }: Stage, some: readonly NodeId[], others: readonly NodeId[]): Fault {
  const lasts = milliseconds(50) + choose(milliseconds(1_200));
  const side = choose(3);
  if (side === 0) return apart(lasts, some, others);
  const [from, to] = side === 1 ? [some, others] : [others, some];
  return { kind: 'oneWay', from, to, lasts };
}

/** A change, and a look at what it has changed. */
interface Visit {
  readonly change: unknown;
  readonly look: unknown;
}

function* visit(writer: NodeId, reader: NodeId, visits: readonly Visit[]): Story {
  for (const { change, look } of visits) {
    yield* ask(writer, change);
    yield* ask(reader, look);
  }
}

/** Now and then one of so many clients looks at everything, and all of them do so at last. */
export function looks(clients: number, visits: readonly Visit[], { rounds = 5, pause = milliseconds(400) }: Rounds = {}): Script {
  function* look(node: NodeId): Story {
    for (const visited of visits) yield* ask(node, visited.look);
  }
  return function* (stage) {
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      yield* look(stage.clients[stage.choose(clients)] ?? 0);
    }
    yield* rest();
    yield* all(stage.clients.slice(0, clients).map(look));
  };
}
