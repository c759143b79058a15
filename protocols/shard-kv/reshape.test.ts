import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dictionary } from '../../sim/core/index.ts';
import type { VersionedMessage } from '../kv/index.ts';
import type { SessionCommand } from '../raft/index.ts';
import type { StoreChange } from '../replicated-kv/index.ts';
import { emptyConfiguration, halvesOf, nextConfiguration, reshapedConfiguration } from '../shard-controller/index.ts';
import type { Reshape, ShardConfiguration } from '../shard-controller/index.ts';
import { fnv1a, shardGroupMachine, shardOf, storeShards, versionedShards } from './index.ts';
import type { GroupCommand, GroupResult, ShardGroup } from './index.ts';

/** Configuration 1 of two shards, which are both of group 1; then these changes, each of which is possible. */
function reshapedBy(...changes: readonly Reshape[]): readonly ShardConfiguration[] {
  const zero = emptyConfiguration(2);
  const all = [zero, nextConfiguration(zero, zero.shards.set(0, 1).set(1, 1), zero.groups.set(1, [10]))];
  for (const change of changes) all.push(reshapedConfiguration(all.at(-1) ?? zero, change) ?? expect.fail(`${change.kind} of ${change.shard} is not possible`));
  return all;
}

const split = (shard: number): Reshape => ({ kind: 'split', shard });
const merge = (shard: number): Reshape => ({ kind: 'merge', shard });

describe('a configuration', () => {
  test('in which a shard is split has its halves in its place, in the same group; nothing moves', () => {
    const [, , after] = reshapedBy(split(1));
    expect([...(after?.shards ?? [])].toSorted(([a], [b]) => a - b)).toEqual([[0, 1], ...halvesOf(2, 1).map((half) => [half, 1])]);
    expect([after?.number, after?.moves.size]).toEqual([2, 0]);
  });

  test('of which halves were merged again is as it was before', () => {
    const [, before, , after] = reshapedBy(split(1), merge(1));
    expect([...(after?.shards ?? [])]).toEqual([...(before?.shards ?? [])]);
  });

  test('cannot split what is not there or nobody has, nor merge what is not split or stands in two groups', () => {
    const [zero = emptyConfiguration(2), one = zero, two = zero] = reshapedBy(split(1));
    expect([reshapedConfiguration(zero, split(0)), reshapedConfiguration(one, split(7)), reshapedConfiguration(one, merge(0))]).toEqual([null, null, null]);
    const apart = nextConfiguration(two, two.shards.set(halvesOf(2, 1)[0], 2), two.groups.set(2, [20]));
    expect(reshapedConfiguration(apart, merge(1))).toBeNull();
  });
});

/** Group 1 with shards of a store, and one client of it. */
class Group {
  readonly machine = shardGroupMachine(storeShards.machine, { gid: 1, configuration: emptyConfiguration(2), shards: [], number: 1, reshaping: { divisible: storeShards.divisible ?? null, hash: fnv1a } });
  state: ShardGroup = this.machine.empty;
  private commands = 0;

  apply(command: GroupCommand): GroupResult {
    const { state, result } = this.machine.apply(this.state, command);
    this.state = state;
    return result;
  }

  follow(configuration: ShardConfiguration): void {
    this.apply({ kind: 'configure', configuration });
  }

  get served(): readonly number[] {
    return [...this.state.shards].flatMap(([shard, { status }]) => (status === 'serving' ? [shard] : [])).toSorted((a, b) => a - b);
  }

  append(key: string, number: number = ++this.commands): GroupResult {
    const change: StoreChange = { kind: 'append', key, value: 'x' };
    const command: SessionCommand<StoreChange> = { kind: 'command', session: 1, number, command: change };
    return this.apply({ kind: 'operate', shard: this.shardOf(key), command });
  }

  get(key: string): unknown {
    return this.machine.query(this.state, { kind: 'operate', shard: this.shardOf(key), query: { kind: 'get', key } });
  }

  private shardOf(key: string): number {
    return shardOf(fnv1a, this.state.configuration ?? emptyConfiguration(2), key);
  }
}

describe('a group', () => {
  const keys = fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 20 });

  test('has every key with its value after each split and merge', () => {
    fc.assert(
      fc.property(keys, (keys) => {
        const group = new Group();
        const [, first, ...later] = reshapedBy(split(0), split(halvesOf(2, 0)[1]), split(1), merge(1), merge(halvesOf(2, 0)[1]), merge(0));
        if (first !== undefined) group.follow(first);
        for (const key of keys) group.append(key);
        const before = keys.map((key) => group.get(key));
        for (const configuration of later) {
          group.follow(configuration);
          expect(keys.map((key) => group.get(key))).toEqual(before);
        }
        expect(group.served).toEqual([0, 1]);
      }),
    );
  });

  test('knows what was split from what it has never had: late word of its earlier moves is told that it is over, and brings nothing back', () => {
    const [zero = emptyConfiguration(2), first = zero] = reshapedBy();
    const away = nextConfiguration(first, first.shards.set(0, 2), first.groups.set(2, [20]));
    const back = nextConfiguration(away, away.shards.set(0, 1), away.groups);
    const after = reshapedConfiguration(back, split(0)) ?? expect.fail('the shard is there');
    const group = new Group();
    for (const configuration of [first, away]) group.follow(configuration);
    group.apply({ kind: 'delete', shard: 0, number: away.number });
    group.follow(back);
    const arrives: GroupCommand = { kind: 'install', shard: 0, number: back.number, content: null, traffic: 0 };
    group.apply(arrives);
    group.follow(after);
    expect(group.apply({ kind: 'delete', shard: 0, number: away.number })).toEqual({ kind: 'stale' });
    expect(group.apply(arrives)).toEqual({ kind: 'stale' });
    expect(group.served).toEqual([1, ...halvesOf(2, 0)]);
  });

  test('knows a repeated command wherever its shard has gone: in either half, and in what they were merged to', () => {
    const [, one, two, three] = reshapedBy(split(0), merge(0));
    const key = Array.from({ length: 99 }, (_, i) => `k${i}`).find((key) => one !== undefined && shardOf(fnv1a, one, key) === 0) ?? '';
    const group = new Group();
    for (const configuration of [one, two, three]) {
      if (configuration !== undefined) group.follow(configuration);
      expect(group.append(key, 1)).toEqual({ kind: 'served', result: { kind: 'executed', result: { kind: 'changed', before: null } } });
    }
    expect(group.get(key)).toMatchObject({ result: { result: { value: 'x' } } });
  });
});

test('a key belongs to exactly one shard, however shards are split', () => {
  const shards = Dictionary.from([0, ...halvesOf(2, 1), ...halvesOf(2, halvesOf(2, 1)[0])].filter((shard) => shard !== halvesOf(2, 1)[0]).map((shard) => [shard, 1] as const));
  fc.assert(fc.property(fc.string(), (key) => shards.has(shardOf(fnv1a, { ...emptyConfiguration(2), shards }, key))));
});

/** A group that is told what to do, with shards of the versioned service. */
describe('a group that is told to split and to merge', () => {
  const machine = shardGroupMachine(versionedShards.machine, { gid: 1, configuration: null, shards: [0, 1], number: 1, reshaping: { divisible: versionedShards.divisible ?? null, hash: fnv1a } });
  const order = (reshape: Reshape, number: number): GroupCommand => ({ kind: 'reshape', number, roots: 2, reshape });
  const put = (request: number, key: string, version: number): VersionedMessage => ({ kind: 'put', session: 7, request, attempt: 1, key, value: 'v', version });
  const apply = (state: ShardGroup, ...commands: readonly GroupCommand[]): { readonly state: ShardGroup; readonly said: readonly string[] } => {
    const said: string[] = [];
    const after = commands.reduce((known, command) => {
      const applied = machine.apply(known, command);
      said.push(applied.result.kind);
      return applied.state;
    }, state);
    return { state: after, said };
  };

  test('does so once, however often it is told, and tells a controller of the past', () => {
    const { state, said } = apply(machine.empty, order(split(0), 2), order(split(0), 2), order(merge(0), 3), order(split(0), 2), order(merge(0), 3));
    expect(said).toEqual(['done', 'done', 'done', 'stale', 'done']);
    expect(state.shards.get(0)).toMatchObject({ status: 'serving', number: 3 });
  });

  test('refuses where it does not have what is to be split, or only one of the halves', () => {
    const [left] = halvesOf(2, 0);
    expect(apply(machine.empty, order(split(5), 2), order(merge(1), 2)).said).toEqual(['refused', 'refused']);
    expect(apply(machine.empty, order(split(0), 2), { kind: 'freeze', shard: left, number: 3 }, order(merge(0), 4)).said).toEqual(['done', 'frozen', 'refused']);
  });

  test('knows in both halves which puts of a client are behind it, and forgets none of them where they are merged', () => {
    const key = Array.from({ length: 99 }, (_, i) => `k${i}`).find((name) => shardOf(fnv1a, emptyConfiguration(2), name) === 0) ?? '';
    const ask = (shard: number, message: VersionedMessage): GroupCommand => ({ kind: 'operate', shard, command: message });
    const whole = apply(machine.empty, ask(0, put(1, key, 0)), order(split(0), 2));
    for (const half of halvesOf(2, 0)) expect(machine.apply(whole.state, ask(half, put(1, key, 0))).result).toEqual({ kind: 'served', result: null });
    const { state } = apply(whole.state, order(merge(0), 3));
    expect(machine.apply(state, ask(0, put(1, key, 0))).result).toEqual({ kind: 'served', result: null });
    expect(machine.apply(state, ask(0, put(2, key, 1))).result).toMatchObject({ kind: 'served', result: { error: 'OK' } });
  });
});
