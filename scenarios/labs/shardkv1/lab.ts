/**
 * A test of the labs' sharded service of 2025 as a scenario: a single key/value server that never fails and holds the configuration, groups of three
 * with gids from 1, twelve shards, a controller that is a library of its user, and clerks.
 */
import { among } from '../../../sim/core/among.ts';
import type { NodeId, Protocol } from '../../../sim/core/protocol.ts';
import { seconds } from '../../../sim/core/time.ts';
import type { Stage, Story } from '../../../sim/hosts/script.ts';
import { versionedServer } from '../../../protocols/kv/index.ts';
import { labRaft, type ReplicaOptions } from '../../../protocols/raft/index.ts';
import type { Gid } from '../../../protocols/shard-controller/index.ts';
import { controllerLibrary, shardGroupServer, shardVersionedClerk, versionedShards } from '../../../protocols/shard-kv/index.ts';
import { versionedClient, type VersionedClient } from '../../kv/vocabulary.ts';
import { scenario, times, type Scenario } from '../../scenario.ts';
import { layoutOf, type Layout } from '../../shard-kv/layout.ts';
import { firstConfiguration, versionedShardsLinearizable } from '../../shard-kv/vocabulary.ts';
import { Harness, missed } from '../kvraft/harness.ts';
import { networkOf } from '../kvraft/lab.ts';
import { Controller } from './controller.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';

/** In both forms, where the labs' own test is too weak to fail. */
export type Form = 'original' | 'repaired';

const shards = 12;

/** The group that has all shards at first. */
export const firstGid: Gid = 1;

/** What a test does. */
export interface ShardTest {
  readonly title: string;
  /** Groups that may be started, the first included. Default: 2. */
  readonly groups?: number;
  /** Controllers, beside each other or one after the other. Default: 1. */
  readonly controllers?: number;
  /** Clerks besides the one that looks at the results. Default: none. */
  readonly clerks?: number;
  /** Default: no. */
  readonly unreliable?: boolean;
  /** The labs' maxraftstate of each group, in bytes. Default: no snapshots. */
  readonly maxStateBytes?: number;
  /** How groups read. Default: 'readIndex'. */
  readonly reads?: ReplicaOptions['reads'];
  tell(tester: ShardTester): Story;
}

export class ShardTester {
  readonly stage: Stage;
  readonly layout: Layout;
  /** The clerk that looks at the results. */
  readonly clerk: VersionedClient;
  readonly controllers: readonly Controller[];
  /** Clerks that have not been used. */
  private readonly unused: VersionedClient[];
  private newest: Gid = firstGid;

  constructor(stage: Stage, layout: Layout, clerks: number) {
    this.stage = stage;
    this.layout = layout;
    const [first, ...others] = stage.clients.slice(0, clerks).map(versionedClient);
    this.clerk = first ?? missed('a test has a clerk');
    this.unused = others;
    this.controllers = stage.clients.slice(clerks).map((node) => new Controller(node, layout));
  }

  /** The controller at this place: tests with one have it at 0. */
  controller(place: number = 0): Controller {
    return this.controllers[place] ?? missed(`there is a controller ${place}`);
  }

  group(gid: Gid): Harness {
    return new Harness(this.stage, this.layout.groups.get(gid) ?? missed(`there is a group ${gid}`));
  }

  /** So many clerks that know nothing yet. */
  newClerks(count: number): readonly VersionedClient[] {
    return this.unused.splice(0, count);
  }

  /** The first group is there from the beginning, with the first configuration. The others have not been started yet. */
  *begin(): Story {
    for (const gid of this.layout.groups.keys()) if (gid !== firstGid) yield* this.group(gid).shutDownAll();
    yield* this.controller().initConfig(firstConfiguration(this.layout, shards));
  }

  /** Starts the next group. */
  *newGroup(): Story<Gid> {
    this.newest++;
    yield* this.group(this.newest).startAll();
    return this.newest;
  }

  /** Starts so many groups, and lets them join one after the other. */
  *joinNewGroups(count: number): Story<readonly Gid[]> {
    const gids: Gid[] = [];
    for (let i = 0; i < count; i++) {
      const gid = yield* this.newGroup();
      yield* this.controller().join(gid);
      gids.push(gid);
    }
    return gids;
  }
}

/** A test of two virtual minutes at most, as in the labs. */
export function shardLab(test: ShardTest): Scenario {
  const { title, groups = 2, controllers = 1, clerks = 0, unreliable = false, maxStateBytes = null, reads = 'readIndex' } = test;
  const layout = layoutOf({ controllers: 1, groups });
  const options: ReplicaOptions = { ...labRaft, noOp: true, maxStateBytes, reads };
  return scenario({
    title,
    servers: [...times(1, versionedServer()), ...membersOf(layout, options)],
    clients: [...times(1 + clerks, shardVersionedClerk(layout)), ...times(controllers, controllerLibrary(layout))],
    network: networkOf(unreliable),
    scripts: [
      function* (stage): Story {
        const tester = new ShardTester(stage, layout, 1 + clerks);
        yield* tester.begin();
        yield* test.tell(tester);
      },
    ],
    properties: [judgedAtTheEnd(versionedShardsLinearizable(layout, 1 + clerks))],
    limits: { duration: seconds(120), recovery: 0, steps: 3_000_000 },
  });
}

/** The first group has all shards, the others none. */
function membersOf({ groups }: Layout, options: ReplicaOptions): readonly Protocol[] {
  const all = Array.from({ length: shards }, (_, shard) => shard);
  return [...groups].flatMap(([gid, servers]: readonly [Gid, readonly NodeId[]]) =>
    times(servers.length, among(servers, shardGroupServer({ gid, shard: versionedShards, shards: gid === firstGid ? all : [], ...options }))),
  );
}

