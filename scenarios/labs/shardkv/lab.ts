/**
 * A test of the labs' sharded store of 2021 to 2024 as a scenario: three servers of the shard controller, which never fail, three groups of three,
 * 100 to 102, and ten shards. A key belongs to the shard of its first byte.
 */
import { among } from '../../../sim/core/among.ts';
import type { NodeId, Protocol } from '../../../sim/core/protocol.ts';
import { seconds } from '../../../sim/core/time.ts';
import { inflict, type Stage, type Story } from '../../../sim/hosts/script.ts';
import { calmNetwork } from '../../../sim/world/plan.ts';
import { labRaft } from '../../../protocols/raft/index.ts';
import { controllerClerk, shardControllerServer, type Gid, type ShardConfiguration } from '../../../protocols/shard-controller/index.ts';
import { shardStoreClerk } from '../../../protocols/shard-kv/index.ts';
import { scenario, times, type Scenario } from '../../scenario.ts';
import { administrator, type Administrator } from '../../shard-controller/vocabulary.ts';
import type { Layout } from '../../shard-kv/layout.ts';
import { shardedLinearizable, shardUser, storeServers, type ShardUser } from '../../shard-kv/vocabulary.ts';
import { Harness, missed } from '../kvraft/harness.ts';
import { networkOf } from '../kvraft/lab.ts';
import { Values } from './values.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';

const size = 3;

const from = (first: number): readonly NodeId[] => Array.from({ length: size }, (_, i) => first + i);

/** Gids of the groups, in the order in which the labs count them. */
export const gids: readonly Gid[] = [100, 101, 102];

/** Servers of the controller, then those of the groups; then those of a second controller, which only one test has. */
const layout: Layout = { controllers: from(0), groups: new Map(gids.map((gid, place) => [gid, from(size * (1 + place))])), servers: size * 4 };
const secondControllers = from(layout.servers);

/** In both forms, where the labs' own test is odd. */
export type Form = 'original' | 'repaired';

/** What a test does. */
export interface ShardTest {
  readonly title: string;
  /** Besides the one that looks at the results. Default: none. */
  readonly clients?: number;
  /** Default: no. */
  readonly unreliable?: boolean;
  /** The labs' maxraftstate of each group, in bytes. Default: no snapshots. */
  readonly maxStateBytes?: number;
  /** The clients besides the first ask a controller of their own. Default: no. */
  readonly misled?: boolean;
  tell(tester: ShardTester): Story;
}

export class ShardTester {
  readonly stage: Stage;
  readonly layout: Layout = layout;
  /** In the labs' order: group 0 is the one of gid 100. */
  readonly groups: readonly Harness[];
  /** Lets groups join and leave. */
  readonly operator: Administrator;
  /** The same at the second controller, where there is one. */
  readonly otherOperator: Administrator;
  /** The client that looks at the results. */
  readonly client: ShardUser;
  /** Those that work side by side. */
  readonly others: readonly ShardUser[];
  /** What the store must hold. */
  readonly values: Values;

  constructor(stage: Stage) {
    this.stage = stage;
    this.groups = [...layout.groups.values()].map((servers) => new Harness(stage, servers));
    const [operator, otherOperator, client, ...others] = stage.clients;
    if (operator === undefined || otherOperator === undefined || client === undefined) missed('a test has an operator and a client');
    this.operator = administrator(operator);
    this.otherOperator = administrator(otherOperator);
    this.client = shardUser(client);
    this.others = others.map(shardUser);
    this.values = new Values(stage, this.client);
  }

  /** One of the groups, by the labs' number of it. */
  group(place: number): Harness {
    return this.groups[place] ?? missed(`there is a group ${place}`);
  }

  /** All at once: one new configuration. */
  *join(...places: readonly number[]): Story {
    yield* this.operator.join(Object.fromEntries(places.map((place) => [gidOf(place), this.group(place).servers])));
  }

  *leave(...places: readonly number[]): Story {
    yield* this.operator.leave(...places.map(gidOf));
  }

  *shutDown(...places: readonly number[]): Story {
    for (const place of places) yield* this.group(place).shutDownAll();
  }

  *start(...places: readonly number[]): Story {
    for (const place of places) yield* this.group(place).startAll();
  }

  /** One server of each group, by its place. */
  *shutDownOneOfEach(server: number): Story {
    for (const group of this.groups) yield* group.shutDown(group.servers[server] ?? 0);
  }

  *startOneOfEach(server: number): Story {
    for (const group of this.groups) yield* group.start(group.servers[server] ?? 0);
  }

  *calmNetwork(): Story {
    yield* inflict({ kind: 'setNetwork', network: calmNetwork });
  }

  /** After a test: logs are near the limit, and without a limit nobody takes snapshots. */
  checkLogs(maxStateBytes: number | null): void {
    for (const group of this.groups) group.checkSizes(maxStateBytes);
  }

  /** Keys whose shards this group has in a configuration. */
  keysOf(place: number, { shards }: ShardConfiguration, keys: readonly string[]): readonly string[] {
    return keys.filter((key) => shards.get(shardOf(key)) === gidOf(place));
  }
}

/** By its first byte. */
const shardOf = (key: string): number => key.charCodeAt(0) % 10;

/** The group of this number of the labs'. */
export const gidOf = (place: number): Gid => gids[place] ?? missed(`there is a group ${place}`);

export function shardLab(test: ShardTest): Scenario {
  const { title, clients = 0, unreliable = false, maxStateBytes, misled = false } = test;
  const raft = { ...labRaft, noOp: true };
  const controllers = misled ? secondControllers : layout.controllers;
  const more: readonly Protocol[] = misled ? times(size, among(secondControllers, shardControllerServer(raft))) : [];
  const servers = [...storeServers(layout, { ...raft, maxStateBytes: maxStateBytes ?? null }, raft), ...more];
  const operators = [layout.controllers, controllers].map((nodes) => among(nodes, controllerClerk()));
  return scenario({
    title,
    servers,
    clients: [...operators, shardStoreClerk({ controllers: layout.controllers }), ...times(clients, shardStoreClerk({ controllers }))],
    network: networkOf(unreliable),
    scripts: [(stage) => test.tell(new ShardTester(stage))],
    properties: [judgedAtTheEnd(shardedLinearizable({ ...layout, servers: servers.length + operators.length }, 1 + clients))],
    limits: { duration: seconds(120), recovery: 0, steps: 2_000_000 },
  });
}
