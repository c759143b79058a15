import { describe, expect, test } from 'vitest';
import { fingerprint, milliseconds } from '../../sim/core/index.ts';
import { Cluster } from '../testing/cluster.ts';
import { configurationAt, controllerMachine, newestOf, nobody, shardControllerServer } from './index.ts';
import type { ControllerCommand, ControllerResult, Gid, ShardConfiguration, ShardController, ShardControllerVocabulary } from './index.ts';

const machine = controllerMachine(10);

const join = (...gids: readonly Gid[]): ControllerCommand => ({ kind: 'join', groups: gids.map((gid) => [gid, [gid * 10, gid * 10 + 1]]) });
const leave = (...gids: readonly Gid[]): ControllerCommand => ({ kind: 'leave', gids });

class Controller {
  state: ShardController = machine.empty;

  do(...commands: readonly ControllerCommand[]): ControllerResult {
    const results = commands.map((command) => {
      const applied = machine.apply(this.state, command);
      this.state = applied.state;
      return applied.result;
    });
    return results.at(-1) ?? { kind: 'none' };
  }

  get newest(): ShardConfiguration {
    return newestOf(this.state);
  }

  get owners(): readonly Gid[] {
    return Array.from({ length: 10 }, (_, shard) => this.newest.shards.get(shard) ?? -1);
  }
}

describe('the controller', () => {
  test('begins with configuration 0: "no groups, and all shards assigned to GID 0"', () => {
    const { newest, owners } = new Controller();
    expect(newest.number).toBe(0);
    expect(newest.groups.size).toBe(0);
    expect(owners).toEqual(Array.from({ length: 10 }, () => nobody));
  });

  test('makes a configuration of each join and leave, and divides the shards evenly', () => {
    const controller = new Controller();
    expect(controller.do(join(1))).toEqual({ kind: 'changed', number: 1 });
    expect(controller.do(join(2, 3))).toEqual({ kind: 'changed', number: 2 });
    expect(controller.newest.groups.get(2)).toEqual([20, 21]);
    expect(controller.owners.filter((gid) => gid === 1)).toHaveLength(4);
    expect(controller.do(leave(1, 3))).toEqual({ kind: 'changed', number: 3 });
    expect(controller.owners).toEqual(Array.from({ length: 10 }, () => 2));
  });

  test('says in each configuration what has changed hands since the one before', () => {
    const controller = new Controller();
    controller.do(join(1), join(2));
    const moved = [...controller.newest.moves];
    expect(moved).toHaveLength(5);
    expect(moved.every(([shard, { from, to }]) => from === 1 && to === 2 && controller.owners[shard] === 2)).toBe(true);
  });

  test('says where the content of each moved shard is, also where nobody had the shard in between', () => {
    const controller = new Controller();
    controller.do(join(1));
    expect(controller.newest.moves.get(0)).toEqual({ from: nobody, to: 1, source: null });
    controller.do(leave(1));
    const rest = { gid: 1, servers: [10, 11], number: 2 };
    expect(controller.newest.moves.get(0)).toEqual({ from: 1, to: nobody, source: rest });
    controller.do(join(2));
    expect(controller.newest.moves.get(0)).toEqual({ from: nobody, to: 2, source: rest });
    expect(controller.newest.resting.size).toBe(0);
    controller.do(leave(2), join(1));
    expect(controller.newest.moves.get(0)?.source).toEqual({ gid: 2, servers: [20, 21], number: 4 });
  });

  test('moves a shard where it is told to; a move that changes nothing makes a configuration, too', () => {
    const controller = new Controller();
    controller.do(join(1), join(2));
    expect(controller.do({ kind: 'move', shard: 0, gid: 2 })).toEqual({ kind: 'changed', number: 3 });
    expect(controller.owners[0]).toBe(2);
    expect(controller.do({ kind: 'move', shard: 0, gid: 2 })).toEqual({ kind: 'changed', number: 4 });
    expect(controller.newest.moves.size).toBe(0);
  });

  test('refuses what names a group or a shard that is not there, or is there already, and changes nothing', () => {
    const controller = new Controller();
    controller.do(join(1));
    expect(controller.do(join(2, 1))).toEqual({ kind: 'refused', reason: 'groupIsKnown' });
    expect(controller.do(leave(1, 2))).toEqual({ kind: 'refused', reason: 'groupIsUnknown' });
    expect(controller.do({ kind: 'move', shard: 0, gid: 2 })).toEqual({ kind: 'refused', reason: 'groupIsUnknown' });
    expect(controller.do({ kind: 'move', shard: 10, gid: 1 })).toEqual({ kind: 'refused', reason: 'shardIsUnknown' });
    expect(controller.newest.number).toBe(1);
  });

  test('lets a group return that has left', () => {
    const controller = new Controller();
    expect(controller.do(join(1), leave(1), join(1))).toEqual({ kind: 'changed', number: 3 });
    expect(controller.owners[9]).toBe(1);
  });

  test('remembers every configuration; asked for -1, or for one that is not there yet, it shows the newest', () => {
    const { state } = new Controller();
    const controller = new Controller();
    controller.do(join(1), join(2), leave(1));
    const asked = (number: number): number => {
      const result = machine.query(controller.state, { kind: 'query', number });
      return result.kind === 'configuration' ? result.configuration.number : -1;
    };
    expect([0, 1, 2, 3, -1, 4, 99].map(asked)).toEqual([0, 1, 2, 3, 3, 3, 3]);
    expect(configurationAt(controller.state, 1)?.groups.size).toBe(1);
    expect(machine.query(state, { kind: 'exactly', number: 1 })).toEqual({ kind: 'none' });
  });

  test('moves a hot shard once it was told of its traffic', () => {
    const controller = new Controller();
    controller.do(join(1), join(2));
    const [hot = 0, warm = 0] = controller.owners.flatMap((gid, shard) => (gid === 1 ? [shard] : []));
    controller.do({ kind: 'report', traffic: [[hot, 100], [warm, 90]] });
    expect(controller.newest.number).toBe(2);
    controller.do({ kind: 'rebalance' });
    expect(new Set([controller.owners[hot], controller.owners[warm]]).size).toBe(2);
    expect(controller.newest.moves.size).toBe(1);
  });

  test('weighs shards by their traffic since they were weighed last; late reports change nothing', () => {
    const controller = new Controller();
    controller.do(join(1), join(2));
    const [a = 0, b = 0, c = 0] = controller.owners.flatMap((gid, shard) => (gid === 1 ? [shard] : []));
    controller.do({ kind: 'report', traffic: [[a, 100], [b, 90], [c, 1]] }, { kind: 'rebalance' });
    controller.do({ kind: 'report', traffic: [[a, 100], [b, 10], [c, 1]] }, { kind: 'rebalance' });
    expect(controller.newest.moves.size).toBe(0);
    expect([...controller.state.traffic].toSorted(([x], [y]) => x - y)).toEqual([[a, 100], [b, 90], [c, 1]]);
  });

  test('comes out of a snapshot as it went in', () => {
    const controller = new Controller();
    controller.do(join(1), join(2), { kind: 'report', traffic: [[1, 5]] }, { kind: 'rebalance' }, leave(1));
    expect(fingerprint(machine.restore(machine.snapshot(controller.state)))).toBe(fingerprint(controller.state));
  });
});

describe('a replica of the controller', () => {
  const client = 7;

  test('shows a configuration to a group that waits for it, whether it leads or not, and says nothing where it has none', () => {
    const three = new Cluster<ShardControllerVocabulary>(3, () => shardControllerServer());
    three.pass(milliseconds(1)).fire(0, 'election').settle();
    const command = { kind: 'command', session: 1, number: 1, command: join(1) } as const;
    three.ask(client, 0, { kind: 'submit', session: 1, number: 0, command: { kind: 'register' } }).settle();
    three.ask(client, 0, { kind: 'submit', session: 1, number: 1, command }).settle();
    three.fire(0, 'heartbeat').settle();
    three.answers.length = 0;
    three.ask(client, 2, { kind: 'poll', number: 2 }).ask(client, 2, { kind: 'poll', number: 1 });
    expect(three.answers.map(({ from, message }) => [from, message.kind === 'polled' ? message.configuration.number : null])).toEqual([[2, 1]]);
  });

  test('cannot be told of shards or sessions that are no number', () => {
    expect(() => shardControllerServer({ shards: 0 })).toThrow(RangeError);
    expect(() => shardControllerServer({ sessions: 1.5 })).toThrow(RangeError);
  });
});
