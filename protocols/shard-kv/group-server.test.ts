import { describe, expect, test } from 'vitest';
import { among, milliseconds } from '../../sim/core/index.ts';
import type { NodeId } from '../../sim/core/index.ts';
import { emptyConfiguration, nextConfiguration } from '../shard-controller/index.ts';
import type { Gid, ShardConfiguration } from '../shard-controller/index.ts';
import { Cluster } from '../testing/cluster.ts';
import { shardGroupServer, storeShards } from './index.ts';
import type { GroupMessage, ShardGroupVocabulary } from './index.ts';

const controllers = [90, 91];
const otherGroup = [80, 81];

/** Configuration 1: group 2 has both shards; configuration 2: group 1 has shard 0. */
function history(): readonly [ShardConfiguration, ShardConfiguration] {
  const zero = emptyConfiguration(2);
  const groups = zero.groups.set(1, [0, 1, 2]).set(2, otherGroup);
  const first = nextConfiguration(zero, zero.shards.set(0, 2).set(1, 2), groups);
  return [first, nextConfiguration(first, first.shards.set(0, 1), groups)];
}

/** Three servers of group 1, the first of which leads. */
class Group extends Cluster<ShardGroupVocabulary> {
  constructor(gid: Gid = 1, reportEvery: number | null = null) {
    super(3, () => among([0, 1, 2], shardGroupServer({ gid, shard: storeShards, controllers, reportEvery })));
    this.pass(milliseconds(1)).fire(0, 'election').settle().fire(0, 'heartbeat').settle();
  }

  /** Messages to others than its servers, since this was asked last. */
  said(): readonly (readonly [to: NodeId, message: GroupMessage])[] {
    const said = this.answers.splice(0).map(({ to, message }) => [to, groupMessage.of(message)] as const);
    return said;
  }

  tell(from: NodeId, message: GroupMessage, to: NodeId = 0): this {
    return this.ask(from, to, message).settle().fire(0, 'heartbeat').settle();
  }
}

const groupMessage: { of(message: unknown): GroupMessage } = {
  of(message: GroupMessage) {
    return message;
  },
};

describe('the leader of a group', () => {
  test('asks a controller for the next configuration when it is elected, and again after each pause; the others do not', () => {
    const group = new Group();
    expect(group.said()).toEqual([[expect.toBeOneOf(controllers), { kind: 'poll', number: 1 }]]);
    group.fire(0, 'errands');
    expect(group.said()).toHaveLength(1);
    expect(group.hand(1).timers.has('errands')).toBe(false);
  });

  test('asks for the one after it as soon as it has one, and fetches at once what that brings', () => {
    const [first, second] = history();
    const group = new Group();
    group.said();
    group.tell(90, { kind: 'polled', configuration: first });
    expect(group.said().map(([, message]) => message)).toEqual([{ kind: 'poll', number: 2 }]);
    group.tell(90, { kind: 'polled', configuration: second });
    expect(group.said()).toEqual([[expect.toBeOneOf(otherGroup), { kind: 'fetch', shard: 0, number: 2 }]]);
    // No poll: this configuration is not finished.
    group.fire(0, 'errands');
    expect(group.said().map(([, message]) => message.kind)).toEqual(['fetch']);
  });

  test('installs what was fetched, and tells all servers of the other group, until one says that the shard is deleted', () => {
    const [first, second] = history();
    const group = new Group();
    group.tell(90, { kind: 'polled', configuration: first }).tell(90, { kind: 'polled', configuration: second });
    group.said();
    group.tell(80, { kind: 'fetched', shard: 0, number: 2, content: storeShards.machine.empty, traffic: 0 });
    expect(group.state(2).machine.shards.get(0)?.status).toBe('serving');
    const release = { kind: 'release', shard: 0, number: 2 } as const;
    expect(group.said()).toEqual([[expect.toBeOneOf(controllers), { kind: 'poll', number: 3 }], [80, release], [81, release]]);
    group.fire(0, 'errands');
    expect(group.said()).toHaveLength(3);
    group.tell(80, { kind: 'released', shard: 0, number: 2 });
    group.said();
    group.fire(0, 'errands');
    expect(group.said().map(([, message]) => message.kind)).toEqual(['poll']);
  });

  test('puts nothing into its log that it knows already', () => {
    const [first] = history();
    const group = new Group().tell(90, { kind: 'polled', configuration: first });
    const { lastIndex } = group.state(0).raft.log;
    group.tell(90, { kind: 'polled', configuration: first });
    group.tell(80, { kind: 'fetched', shard: 0, number: 1, content: storeShards.machine.empty, traffic: 0 });
    group.tell(80, { kind: 'released', shard: 0, number: 1 });
    expect(group.state(0).raft.log.lastIndex).toBe(lastIndex);
  });

  test('is followed by one that goes on with it: "a new leader must pick up an unfinished change"', () => {
    const [first, second] = history();
    const group = new Group().tell(90, { kind: 'polled', configuration: first }).tell(90, { kind: 'polled', configuration: second });
    group.said();
    group.cut([0], [1, 2]);
    for (const node of [1, 2]) group.fire(node, 'election');
    group.fire(1, 'election').settle();
    expect(group.state(1).raft.role).toBe('leader');
    expect(group.said().map(([, message]) => message.kind)).toContain('fetch');
  });
});

describe('a group that reports its traffic', () => {
  const look = (group: Group): void => {
    for (let number = 1; number <= 40; number++) {
      const message = { kind: 'query', session: 5, number, query: { kind: 'get', key: 'k' } } as const;
      group.tell(70, { kind: 'operate', shard: 0, message });
    }
  };

  test('counts looks, too: some of them stand for all, and all servers know the same', () => {
    const [first] = history();
    const group = new Group(2, 1).tell(90, { kind: 'polled', configuration: first });
    look(group);
    const traffic = [0, 1, 2].map((server) => group.state(server).machine.shards.get(0)?.traffic ?? 0);
    expect(traffic[0]).toBeGreaterThan(0);
    expect(new Set(traffic).size).toBe(1);
    group.said();
    group.fire(0, 'errands');
    expect(group.said()).toContainEqual([90, { kind: 'report', traffic: expect.arrayContaining([[0, traffic[0]]]) }]);
  });

  test('and no other: looks leave nothing in its log', () => {
    const [first] = history();
    const group = new Group(2).tell(90, { kind: 'polled', configuration: first });
    const { lastIndex } = group.state(0).raft.log;
    look(group);
    expect(group.state(0).raft.log.lastIndex).toBe(lastIndex);
  });
});

describe('any server of a group', () => {
  test('hands out a shard that has left, as soon as it has applied that; it says nothing before', () => {
    const [first, second] = history();
    const group = new Group(2);
    const fetch = { kind: 'fetch', shard: 0, number: 2 } as const;
    group.tell(90, { kind: 'polled', configuration: first });
    group.said();
    group.ask(70, 2, fetch);
    expect(group.said()).toEqual([]);
    group.tell(90, { kind: 'polled', configuration: second });
    group.said();
    group.ask(70, 2, fetch);
    expect(group.said()).toEqual([[70, { kind: 'fetched', shard: 0, number: 2, content: storeShards.machine.empty, traffic: 0 }]]);
  });

  test('says who leads when a client asks it, and that the shard is not here where it leads', () => {
    const group = new Group();
    group.said();
    const message = { kind: 'query', session: 5, number: 1, query: { kind: 'get', key: 'k' } } as const;
    group.ask(70, 1, { kind: 'operate', shard: 0, message });
    expect(group.said()).toEqual([[70, { kind: 'answer', session: 5, number: 1, outcome: { kind: 'notLeader', leader: 0, mayHappen: false } }]]);
    group.ask(70, 0, { kind: 'operate', shard: 0, message }).settle();
    expect(group.said()).toEqual([[70, { kind: 'wrongGroup', shard: 0, message }]]);
  });
});

test('a group cannot be told of a gid or an interval that is none', () => {
  expect(() => shardGroupServer({ gid: 0, shard: storeShards })).toThrow(RangeError);
  expect(() => shardGroupServer({ gid: 1, shard: storeShards, pollInterval: 0 })).toThrow(RangeError);
});
