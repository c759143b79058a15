import { describe, expect, test } from 'vitest';
import { Dictionary } from '../../sim/core/index.ts';
import type { NodeId } from '../../sim/core/index.ts';
import type { VersionedMessage } from '../kv/index.ts';
import { emptyConfiguration, formatConfiguration, nextConfiguration, parseConfiguration, reshapedConfiguration } from '../shard-controller/index.ts';
import type { Assignment, Gid, ShardConfiguration, Source } from '../shard-controller/index.ts';
import { Hand } from '../testing/hand.ts';
import { controllerLibrary, currentKey, nextKey } from './index.ts';
import type { GroupMessage, LibraryRequest, LibraryVocabulary, ShardChange, ShardChanged } from './index.ts';

const store: NodeId = 0;

/** Configurations of two shards: owners of the shards in each, from configuration 1 on. Groups have one server: ten times the gid. */
function configurations(...owners: readonly (readonly Gid[])[]): readonly [ShardConfiguration, ShardConfiguration, ShardConfiguration] {
  const all = [emptyConfiguration(2)];
  for (const gids of owners) {
    const last = all.at(-1) ?? emptyConfiguration(2);
    const shards = gids.reduce((assignment: Assignment, gid, shard) => assignment.set(shard, gid), last.shards);
    const groups = [...new Set(gids)].reduce((known, gid) => known.set(gid, [gid * 10]), emptyConfiguration(2).groups);
    all.push(nextConfiguration(last, shards, groups));
  }
  const [, one = emptyConfiguration(2), two = one, three = two] = all;
  return [one, two, three];
}

const [c1, c2, c3] = configurations([1, 1], [2, 1], [2, 2]);

type Put = Extract<VersionedMessage, { kind: 'put' }>;
type Get = Extract<VersionedMessage, { kind: 'get' }>;
type Steer = Extract<GroupMessage, { kind: 'steer' }>;

const letter: { get(message: unknown): Get; put(message: unknown): Put; steer(message: unknown): Steer } = {
  get(message: Get) {
    return message;
  },
  put(message: Put) {
    return message;
  },
  steer(message: Steer) {
    return message;
  },
};

/** The key/value service is played by the test, and so are the groups. */
class Controller extends Hand<LibraryVocabulary> {
  constructor(request: LibraryRequest) {
    super(controllerLibrary({ controllers: [store] }), 5, [store, 10, 20]);
    this.request(1, request);
  }

  /** It looks at a key, and sees this; null: no such key. */
  sees(key: string, configuration: ShardConfiguration | null, version: number): this {
    const { session, request, ...get } = letter.get(this.takeOne());
    expect([get.kind, get.key]).toEqual(['get', key]);
    return this.receive(store, { kind: 'getReply', session, request, found: configuration === null ? null : { value: formatConfiguration(configuration), version } });
  }

  /** It replaces this version of a key, and is told how that went. */
  puts(key: string, configuration: ShardConfiguration, version: number, error: 'OK' | 'ErrVersion' = 'OK'): this {
    const put = letter.put(this.takeOne());
    expect([put.kind, put.key, put.version, parseConfiguration(put.value).number]).toEqual(['put', key, version, configuration.number]);
    const { session, request, attempt } = put;
    return this.receive(store, { kind: 'putReply', session, request, attempt, error });
  }

  /** It gives this order to a server, and is told what became of it. */
  orders(to: NodeId, change: Partial<ShardChange>, result: ShardChanged): this {
    const [sent, ...others] = this.take();
    expect(others).toEqual([]);
    const { session, request, change: ordered } = letter.steer(sent?.message);
    expect([sent?.to, ordered]).toEqual([to, expect.objectContaining(change)]);
    return this.receive(to, { kind: 'steered', session, request, result });
  }

  /** Both keys, in this order. */
  looks(current: readonly [ShardConfiguration, number], next: readonly [ShardConfiguration, number] | null): this {
    return this.sees(currentKey, ...current).sees(nextKey, next?.[0] ?? null, next?.[1] ?? 0);
  }

  movesShard0(): this {
    return this.orders(10, { kind: 'freeze', shard: 0, number: 2 }, { kind: 'frozen', content: 'all of it', traffic: 7 })
      .orders(20, { kind: 'install', shard: 0, number: 2, content: 'all of it', traffic: 7 }, { kind: 'done' })
      .orders(10, { kind: 'delete', shard: 0, number: 2 }, { kind: 'done' });
  }
}

const changeTo = (configuration: ShardConfiguration): LibraryRequest => ({ kind: 'changeConfigTo', configuration });
const done: ShardChanged = { kind: 'done' };
const stale: ShardChanged = { kind: 'stale' };

describe('a change of the configuration', () => {
  test('is announced as the next one; then each shard is frozen, installed and deleted; then it is made the current one', () => {
    const controller = new Controller(changeTo(c2)).looks([c1, 1], null).puts(nextKey, c2, 0).movesShard0().puts(currentKey, c2, 1);
    expect(controller.lastResult).toEqual({ kind: 'changed' });
  });

  test('replaces the version of the next one that was seen: "only one controller may post the next configuration of a number"', () => {
    const controller = new Controller(changeTo(c3)).looks([c2, 2], [c2, 1]).puts(nextKey, c3, 1, 'ErrVersion');
    expect(controller.lastResult).toEqual({ kind: 'superseded' });
    expect(controller.take()).toEqual([]);
  });

  test('is given up where it does not follow the current one, or another one is under way', () => {
    expect(new Controller(changeTo(c3)).looks([c1, 1], null).lastResult).toEqual({ kind: 'superseded' });
    expect(new Controller(changeTo(c2)).looks([c1, 1], [c2, 1]).lastResult).toEqual({ kind: 'superseded' });
  });

  test('in which a shard is split is an order to the group that has it, and no move; merging its halves is one, too', () => {
    const split = reshapedConfiguration(c2, { kind: 'split', shard: 0 }) ?? expect.fail('shard 0 is there');
    const order = { kind: 'reshape', number: 3, roots: 2, reshape: { kind: 'split', shard: 0 } } as const;
    const controller = new Controller(changeTo(split)).looks([c2, 2], [c2, 1]).puts(nextKey, split, 1).orders(20, order, done).puts(currentKey, split, 2);
    expect(controller.lastResult).toEqual({ kind: 'changed' });
    const merged = reshapedConfiguration(split, { kind: 'merge', shard: 0 }) ?? expect.fail('both halves are there');
    new Controller(changeTo(merged)).looks([split, 3], [split, 2]).puts(nextKey, merged, 2).orders(20, { ...order, number: 4, reshape: { kind: 'merge', shard: 0 } }, done).puts(currentKey, merged, 3);
  });

  test('in which a shard is split is finished by whoever finds it half done, and given up where a later one has been there', () => {
    const split = reshapedConfiguration(c2, { kind: 'split', shard: 0 }) ?? expect.fail('shard 0 is there');
    const found = (): Controller => new Controller({ kind: 'initController' }).looks([c2, 2], [split, 2]);
    expect(found().orders(20, { kind: 'reshape', number: 3 }, done).puts(currentKey, split, 2).lastResult).toEqual({ kind: 'ready' });
    expect(found().orders(20, { kind: 'reshape', number: 3 }, stale).lastResult).toEqual({ kind: 'superseded' });
  });

  test('looks again where the current configuration was replaced between its two looks', () => {
    new Controller(changeTo(c2)).looks([c1, 1], [c3, 2]).looks([c3, 3], [c3, 2]);
  });

  test('looks up what has become of a posting of which it cannot know', () => {
    const controller = new Controller(changeTo(c2)).looks([c1, 1], null);
    controller.take();
    controller.fire('retry').puts(nextKey, c2, 0, 'ErrVersion').sees(nextKey, c2, 1).movesShard0().puts(currentKey, c2, 1);
    expect(controller.lastResult).toEqual({ kind: 'changed' });
    const other = new Controller(changeTo(c2)).looks([c1, 1], null);
    other.take();
    other.fire('retry').puts(nextKey, c2, 0, 'ErrVersion').sees(nextKey, configurations([1, 1], [1, 2])[1], 1);
    expect(other.lastResult).toEqual({ kind: 'superseded' });
  });

  test('ends as soon as a group knows a later configuration: the controller is of the past', () => {
    const begun = (): Controller => new Controller(changeTo(c2)).looks([c1, 1], null).puts(nextKey, c2, 0);
    expect(begun().orders(10, { kind: 'freeze' }, stale).lastResult).toEqual({ kind: 'superseded' });
    const frozen = begun().orders(10, { kind: 'freeze' }, { kind: 'frozen', content: 1, traffic: 0 });
    expect(frozen.orders(20, { kind: 'install' }, stale).lastResult).toEqual({ kind: 'superseded' });
  });

  test('gives shards that nobody has ever had to their first group, empty', () => {
    const [first] = configurations([1, 1]);
    const controller = new Controller(changeTo(first)).looks([emptyConfiguration(2), 1], null).puts(nextKey, first, 0);
    for (const _ of [0, 1]) controller.orders(10, { kind: 'install', number: 1, content: null }, done);
    expect(controller.puts(currentKey, first, 1).lastResult).toEqual({ kind: 'changed' });
  });
});

describe('a controller that begins', () => {
  test('finishes what it finds half done, and does not move again what has arrived', () => {
    const controller = new Controller({ kind: 'initController' }).looks([c1, 1], [c2, 1]).orders(10, { kind: 'freeze', shard: 0 }, done).puts(currentKey, c2, 1);
    expect(controller.lastResult).toEqual({ kind: 'ready' });
  });

  test('has nothing to do where the two are the same', () => {
    expect(new Controller({ kind: 'initController' }).looks([c2, 2], [c2, 1]).lastResult).toEqual({ kind: 'ready' });
  });

  test('takes it as done when another controller was faster', () => {
    const controller = new Controller({ kind: 'initController' }).looks([c1, 1], [c2, 1]).movesShard0().puts(currentKey, c2, 1, 'ErrVersion');
    expect(controller.lastResult).toEqual({ kind: 'ready' });
  });
});

test('the first configuration is posted once; a query shows the current one', () => {
  expect(new Controller({ kind: 'initConfig', configuration: c1 }).puts(currentKey, c1, 0).lastResult).toEqual({ kind: 'initialised' });
  expect(new Controller({ kind: 'initConfig', configuration: c1 }).puts(currentKey, c1, 0, 'ErrVersion').lastResult).toEqual({ kind: 'superseded' });
  expect(new Controller({ kind: 'query' }).sees(currentKey, null, 0).lastResult).toEqual({ kind: 'configuration', configuration: null });
  expect(new Controller({ kind: 'query' }).sees(currentKey, c2, 2).lastResult).toEqual({ kind: 'configuration', configuration: c2 });
});

test('a configuration comes out of its text as it went in', () => {
  const [, , homeless] = configurations([1, 1], [0, 1], [0, 1]);
  for (const configuration of [emptyConfiguration(0), c2, homeless]) expect(parseConfiguration(formatConfiguration(configuration))).toEqual(configuration);
});

test('equal configurations have equal texts, in whatever order their fields stand', () => {
  const [first, moved, homeless] = configurations([1, 1], [0, 1], [0, 1]);
  const reshaped = reshapedConfiguration(first, { kind: 'split', shard: 0 });
  for (const configuration of [moved, homeless, ...(reshaped === null ? [] : [reshaped])]) {
    const { reshape, ...others } = configuration;
    const again: ShardConfiguration = {
      ...others,
      moves: Dictionary.from([...others.moves].map(([shard, { from, to, source }]) => [shard, { source: source === null ? null : turned(source), to, from }])),
      reshape: reshape === null ? null : { shard: reshape.shard, kind: reshape.kind },
      resting: Dictionary.from([...others.resting].map(([shard, source]) => [shard, turned(source)])),
    };
    expect(formatConfiguration(again)).toBe(formatConfiguration(configuration));
  }
});

const turned = ({ gid, servers, number }: Source): Source => ({ number, servers, gid });
