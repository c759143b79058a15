/** A test of the labs' shard controller of 2021 to 2024 as a scenario: three servers, ten shards, a network that loses nothing. */
import type { NodeId } from '../../../sim/core/protocol.ts';
import { seconds } from '../../../sim/core/time.ts';
import { expect, type Stage, type Story } from '../../../sim/hosts/script.ts';
import { labRaft } from '../../../protocols/raft/index.ts';
import { controllerClerk, shardControllerServer, type Gid, type ShardConfiguration } from '../../../protocols/shard-controller/index.ts';
import { scenario, times, type Scenario } from '../../scenario.ts';
import { administrator, controllerLinearizable, type Administrator } from '../../shard-controller/vocabulary.ts';
import { Harness, missed } from '../kvraft/harness.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';

const shards = 10;

/** In both forms, where the labs' own test is too weak to fail. */
export type Form = 'original' | 'repaired';

/** What a test does. */
export interface ControllerTest {
  readonly title: string;
  /** Besides the one that looks at the results. Default: none. */
  readonly clients?: number;
  tell(tester: ControllerTester): Story;
}

export class ControllerTester extends Harness {
  /** The clerk that looks at the results. */
  readonly clerk: Administrator;
  /** Those that work side by side. */
  readonly others: readonly Administrator[];

  constructor(stage: Stage) {
    super(stage);
    const [clerk, ...others] = stage.clients.map(administrator);
    this.clerk = clerk ?? missed('a test has a clerk');
    this.others = others;
  }

  /** Servers that take themselves for the leader at this moment. */
  leaders(): readonly NodeId[] {
    return this.servers.filter((server) => this.replicaAt(server)?.raft.role === 'leader');
  }

  /** Exactly these groups are there, each shard is one's, and no two differ by more than one shard. Answers the configuration. */
  *check(gids: readonly Gid[]): Story<ShardConfiguration> {
    const configuration = yield* this.clerk.query();
    const members = [...configuration.groups.keys()].toSorted((a, b) => a - b);
    expect(members.join() === gids.join(), 'the groups are those that have joined and not left', () => `${members.join()}, not ${gids.join()}`);
    if (gids.length === 0) return configuration;
    const shares = new Map(gids.map((gid) => [gid, 0]));
    for (const [shard, gid] of configuration.shards) {
      expect(shares.has(gid), 'every shard belongs to a group that is there', () => `shard ${shard} belongs to ${gid}`);
      shares.set(gid, (shares.get(gid) ?? 0) + 1);
    }
    const spread = Math.max(...shares.values()) - Math.min(...shares.values());
    expect(spread <= 1, 'no two groups differ by more than one shard', () => `they differ by ${spread}`);
    return configuration;
  }
}

export function controllerLab(test: ControllerTest): Scenario {
  const { title, clients = 0 } = test;
  return scenario({
    title,
    servers: times(3, shardControllerServer({ ...labRaft, noOp: true, shards })),
    clients: times(1 + clients, controllerClerk()),
    scripts: [(stage) => test.tell(new ControllerTester(stage))],
    properties: [judgedAtTheEnd(controllerLinearizable(shards))],
    limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  });
}
