import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../sim/core/index.ts';
import { register } from '../raft/index.ts';
import type { Register } from '../raft/index.ts';
import { emptyConfiguration, nextConfiguration } from '../shard-controller/index.ts';
import type { Assignment, Gid, Shard, ShardConfiguration } from '../shard-controller/index.ts';
import { firstByte, shardGroupMachine } from './index.ts';
import type { GroupCommand, GroupResult, ShardGroup } from './index.ts';

/** Groups of one server each, whose number is ten times that of the group. Each shard is a register. */
class Group {
  readonly machine: ReturnType<typeof shardGroupMachine>;
  state: ShardGroup;

  constructor(gid: Gid, configuration: ShardConfiguration | null, shards: readonly Shard[] = []) {
    this.machine = shardGroupMachine(register, { gid, configuration, shards, number: 1, reshaping: { divisible: null, hash: firstByte } });
    this.state = this.machine.empty;
  }

  do(...commands: readonly GroupCommand[]): GroupResult {
    const results = commands.map((command) => {
      const { state, result } = this.machine.apply(this.state, command);
      this.state = state;
      return result;
    });
    return results.at(-1) ?? { kind: 'done' };
  }

  write(shard: Shard, value: string): GroupResult['kind'] {
    return this.do({ kind: 'operate', shard, command: value }).kind;
  }

  read(shard: Shard): string | null {
    const result = this.machine.query(this.state, { kind: 'operate', shard, query: null });
    return result.kind === 'served' ? registerOf.value(result.result) : `(${result.kind})`;
  }

  fetch(shard: Shard, number: number): string | null {
    const result = this.machine.query(this.state, { kind: 'fetch', shard, number });
    return result.kind === 'frozen' ? registerOf.value(result.content) : `(${result.kind})`;
  }

  statusOf(shard: Shard): string {
    const held = this.state.shards.get(shard);
    return held === undefined ? 'nothing' : `${held.status} by ${held.number}`;
  }

  snapshot(): this {
    const restored = this.machine.restore(this.machine.snapshot(this.state));
    expect(fingerprint(restored)).toBe(fingerprint(this.state));
    this.state = restored;
    return this;
  }
}

const registerOf: { value(content: unknown): string | null } = {
  value: ({ value }: Register) => value,
};

const frozen = (value: string | null, writes: number): GroupResult => ({ kind: 'frozen', content: { value, writes }, traffic: writes });

describe('a group that is told what to do, shard by shard', () => {
  const source = (): Group => {
    const group = new Group(1, null, [0, 1]);
    group.write(0, 'a');
    return group;
  };
  const freeze: GroupCommand = { kind: 'freeze', shard: 0, number: 2 };
  const install: GroupCommand = { kind: 'install', shard: 0, number: 2, content: { value: 'a', writes: 1 }, traffic: 1 };
  const remove: GroupCommand = { kind: 'delete', shard: 0, number: 2 };

  test('refuses every request for a shard that is not its own: "ErrWrongGroup"', () => {
    const group = source();
    expect(group.write(2, 'x')).toBe('wrongGroup');
    expect(group.read(2)).toBe('(wrongGroup)');
    expect(group.read(0)).toBe('a');
  });

  test('stops to serve a shard when it is frozen, and goes on serving the others', () => {
    const group = source();
    expect(group.do(freeze)).toEqual(frozen('a', 1));
    expect(group.write(0, 'late')).toBe('wrongGroup');
    expect(group.read(0)).toBe('(wrongGroup)');
    expect(group.write(1, 'b')).toBe('served');
  });

  test('hands out the same content however often it is asked to freeze; once that was deleted it says so, and hands out nothing', () => {
    const group = source();
    group.do(freeze);
    expect(group.do(freeze)).toEqual(frozen('a', 1));
    expect(group.do(remove)).toEqual({ kind: 'done' });
    expect(group.do(freeze)).toEqual({ kind: 'done' });
    expect(group.statusOf(0)).toBe('gone by 2');
  });

  test('installs a shard once: what was written to it since stays when the order comes again', () => {
    const group = new Group(2, null);
    expect(group.do(install)).toEqual({ kind: 'done' });
    group.write(0, 'b');
    expect(group.do(install)).toEqual({ kind: 'done' });
    expect(group.read(0)).toBe('b');
  });

  test('remembers the largest number for each shard, and rejects what is older', () => {
    const group = source();
    group.do(freeze, remove, { kind: 'install', shard: 0, number: 3, content: { value: 'c', writes: 5 }, traffic: 5 });
    for (const stale of [freeze, install, remove]) expect(group.do(stale)).toEqual({ kind: 'stale' });
    expect(group.read(0)).toBe('c');
    group.do({ kind: 'freeze', shard: 0, number: 4 }, { kind: 'delete', shard: 0, number: 4 });
    expect(group.do({ kind: 'install', shard: 0, number: 3, content: { value: 'c', writes: 5 }, traffic: 5 })).toEqual({ kind: 'stale' });
    expect(group.statusOf(0)).toBe('gone by 4');
  });

  test('refuses what does not fit: to freeze what it does not have, to install what it serves, to delete what is not frozen', () => {
    const group = source();
    expect(group.do({ kind: 'freeze', shard: 7, number: 2 })).toEqual({ kind: 'refused' });
    expect(group.do(install)).toEqual({ kind: 'refused' });
    expect(group.do(remove)).toEqual({ kind: 'refused' });
    expect(group.read(0)).toBe('a');
  });

  test('knows all of that after a snapshot', () => {
    const group = source();
    group.do(freeze);
    expect(group.snapshot().fetch(0, 2)).toBe('a');
    group.do(remove);
    expect(group.snapshot().do(freeze)).toEqual({ kind: 'done' });
  });
});

/** Configurations of four shards, one after the other: owners of the shards in each. */
function configurations(...owners: readonly (readonly Gid[])[]): readonly ShardConfiguration[] {
  const all = [emptyConfiguration(4)];
  const groups = [1, 2, 3].reduce((known, gid) => known.set(gid, [gid * 10]), emptyConfiguration(0).groups);
  for (const gids of owners) {
    const last = all.at(-1) ?? emptyConfiguration(4);
    const shards = gids.reduce((assignment: Assignment, gid, shard) => assignment.set(shard, gid), last.shards);
    all.push(nextConfiguration(last, shards, groups));
  }
  return all;
}

const configure = (configuration: ShardConfiguration | undefined): GroupCommand => ({ kind: 'configure', configuration: configuration ?? emptyConfiguration(0) });

describe('a group that follows configurations', () => {
  test('takes them "one at a time, in order": the next one only, and only when all shards of the present one have arrived', () => {
    const [zero = emptyConfiguration(4), ...c] = configurations([1, 1, 2, 2], [2, 1, 2, 2], [2, 1, 1, 2]);
    const group = new Group(2, zero);
    group.do(configure(c[1]));
    expect(group.state.configuration?.number).toBe(0);
    group.do(configure(c[0]), configure(c[1]), configure(c[2]));
    expect(group.state.configuration?.number).toBe(2);
    group.do({ kind: 'install', shard: 0, number: 2, content: { value: 'a', writes: 1 }, traffic: 1 }, configure(c[2]), configure(c[0]));
    expect(group.state.configuration?.number).toBe(3);
    expect(group.fetch(2, 3)).toBeNull();
  });

  test('serves at once what nobody has had, waits for what somebody has, and serves each shard as soon as it has arrived', () => {
    const [zero = emptyConfiguration(4), ...c] = configurations([1, 1, 2, 2], [2, 2, 2, 2]);
    const group = new Group(2, zero);
    group.do(configure(c[0]));
    expect(group.write(2, 'own')).toBe('served');
    group.do(configure(c[1]));
    expect(group.write(0, 'x')).toBe('wrongGroup');
    expect(group.write(2, 'still')).toBe('served');
    group.do({ kind: 'install', shard: 0, number: 2, content: { value: 'a', writes: 1 }, traffic: 1 });
    expect(group.read(0)).toBe('a');
    expect(group.read(1)).toBe('(wrongGroup)');
  });

  test('keeps what it loses until whoever has it now says that it has arrived', () => {
    const [zero = emptyConfiguration(4), ...c] = configurations([1, 1, 1, 1], [2, 1, 1, 1]);
    const [one, two] = [new Group(1, zero), new Group(2, zero)];
    one.do(configure(c[0]));
    one.write(0, 'a');
    one.do(configure(c[1]));
    expect([one.fetch(0, 2), one.fetch(0, 1)]).toEqual(['a', '(refused)']);
    two.do(configure(c[0]), configure(c[1]), { kind: 'install', shard: 0, number: 2, content: { value: 'a', writes: 1 }, traffic: 1 });
    expect([...two.state.debts.values()]).toEqual([{ shard: 0, source: { gid: 1, servers: [10], number: 2 } }]);
    expect(one.do({ kind: 'delete', shard: 0, number: 2 })).toEqual({ kind: 'done' });
    expect(one.snapshot().fetch(0, 2)).toBe('(refused)');
    two.do({ kind: 'settle', shard: 0, number: 2 });
    expect(two.snapshot().state.debts.size).toBe(0);
  });

  test('keeps a shard that has left and is to come back, for the group in between may still have to fetch it', () => {
    const [zero = emptyConfiguration(4), ...c] = configurations([1, 1, 1, 1], [2, 1, 1, 1], [1, 1, 1, 1]);
    const one = new Group(1, zero);
    one.do(configure(c[0]));
    one.write(0, 'a');
    one.do(configure(c[1]), configure(c[2]));
    expect(one.statusOf(0)).toBe('awaited by 3');
    expect(one.snapshot().fetch(0, 2)).toBe('a');
    one.do({ kind: 'delete', shard: 0, number: 2 });
    expect(one.fetch(0, 2)).toBe('(refused)');
    one.do({ kind: 'install', shard: 0, number: 3, content: { value: 'b', writes: 2 }, traffic: 2 });
    expect(one.read(0)).toBe('b');
  });

  test('goes on serving a shard that nobody has had since it gave it up, and owes nothing for it', () => {
    const [zero = emptyConfiguration(4), ...c] = configurations([1, 1, 1, 1], [0, 1, 1, 1], [1, 1, 1, 1]);
    const one = new Group(1, zero);
    one.do(configure(c[0]));
    one.write(0, 'a');
    one.do(configure(c[1]));
    expect(one.read(0)).toBe('(wrongGroup)');
    one.do(configure(c[2]));
    expect(one.read(0)).toBe('a');
    expect(one.state.debts.size).toBe(0);
  });

  test('does not delete a shard that is served here again because of a late word about an earlier move', () => {
    const [zero = emptyConfiguration(4), ...c] = configurations([1, 1, 1, 1], [2, 1, 1, 1], [1, 1, 1, 1]);
    const one = new Group(1, zero);
    one.do(configure(c[0]), configure(c[1]), { kind: 'delete', shard: 0, number: 2 }, configure(c[2]), { kind: 'install', shard: 0, number: 3, content: { value: 'b', writes: 2 }, traffic: 2 });
    expect(one.do({ kind: 'delete', shard: 0, number: 2 })).toEqual({ kind: 'stale' });
    expect(one.read(0)).toBe('b');
  });
});
