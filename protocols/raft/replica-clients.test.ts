import { describe, expect, test } from 'vitest';
import { milliseconds, sizeOf } from '../../sim/core/index.ts';
import { Cluster } from '../testing/cluster.ts';
import { register } from './machine.ts';
import type { Register } from './machine.ts';
import { replica } from './replica.ts';
import type { ReplicaOptions } from './replica-options.ts';
import type { ReplicaVocabulary } from './replica-words.ts';
import type { ClerkMessage, Outcome } from './service.ts';
import { withSessions } from './sessions.ts';
import type { Sessions } from './sessions.ts';

type Words = ReplicaVocabulary<Sessions<Register, Register>, ClerkMessage>;

const client = 9;
const write = (number: number, value: string): ClerkMessage => ({ kind: 'submit', session: 7, number, command: { kind: 'command', session: 7, number, command: value } });
const look = (number: number): ClerkMessage => ({ kind: 'query', session: 7, number, query: null });

/** Three servers, the first of which leads. */
class Three extends Cluster<Words> {
  constructor(options: ReplicaOptions = {}) {
    super(3, () => replica(withSessions(register), options));
    this.pass(milliseconds(1));
    // Where leases are given, an earlier one is waited out.
    if (options.reads === 'lease') for (const node of [0, 1, 2]) this.fire(node, 'election');
    this.fire(0, 'election').settle();
  }

  /** One of the others is elected by both of them; nothing that it says as a leader has arrived. */
  elect(node: number): this {
    for (const voter of [1, 2]) this.fire(voter, 'election').lose(({ from }) => from === voter);
    this.fire(node, 'election').deliver().deliver().deliver().deliver();
    expect(this.state(node).raft.role).toBe('leader');
    return this;
  }

  /** What clients were told, by the number of their request. */
  get told(): readonly (readonly [number: number, outcome: Outcome])[] {
    return this.answers.flatMap(({ message }) => (message.kind === 'answer' ? [[message.number, message.outcome] as const] : []));
  }

  value(node: number): string | null {
    return this.state(node).machine.machine.value;
  }
}

const done = (value: string | null, writes: number): Outcome => ({ kind: 'done', result: { kind: 'executed', result: { value, writes } } });

describe('a command', () => {
  test('is answered when a majority has it, not before', () => {
    const three = new Three().ask(client, 0, write(1, 'a'));
    expect(three.told).toEqual([]);
    three.settle(({ from, to }) => from !== 2 && to !== 2);
    expect(three.told).toEqual([[1, done('a', 1)]]);
  });

  test('is refused at once by whoever does not lead, with the name of the leader where it is known', () => {
    const three = new Three().ask(client, 1, write(1, 'a'));
    expect(three.told).toEqual([[1, { kind: 'notLeader', leader: 0, mayHappen: false }]]);
  });

  test('is answered when leadership is lost, though a later leader may commit it', () => {
    const three = new Three();
    three.ask(client, 0, write(1, 'a')).settle(({ to }) => to === 1).lose(() => true).cut([0], [1, 2]).elect(1);
    expect(three.told).toEqual([]);
    three.lose(() => true).heal().fire(1, 'heartbeat').deliver();
    expect(three.told).toEqual([[1, { kind: 'notLeader', leader: 1, mayHappen: true }]]);
    three.settle();
    expect(three.value(1)).toBe('a');
    expect(three.state(0).submissions.size).toBe(0);
  });

  test('is answered by a leader that is alone, when it notices', () => {
    const three = new Three().cut([0], [1, 2]).ask(client, 0, write(1, 'a'));
    for (let check = 0; check < 3 && three.state(0).raft.role === 'leader'; check++) three.fire(0, 'quorum').settle();
    expect(three.told).toEqual([[1, { kind: 'notLeader', leader: null, mayHappen: true }]]);
  });

  test('that was sent again takes effect once, and is answered each time', () => {
    const three = new Three().ask(client, 0, write(1, 'a')).ask(client, 0, write(1, 'a')).settle();
    expect(three.told).toEqual([[1, done('a', 1)], [1, done('a', 1)]]);
    expect(three.state(0).raft.log.lastIndex).toBe(3);
  });
});

describe('thesis 6.4: a read', () => {
  test('waits for the round of heartbeats that begins after it', () => {
    const three = new Three().ask(client, 0, write(1, 'a')).settle().ask(client, 0, look(2));
    expect(three.told).toHaveLength(1);
    three.settle();
    expect(three.told.at(-1)).toEqual([2, done('a', 1)]);
  });

  test('waits at a new leader until an entry of its term is committed, which tells it what else is', () => {
    const three = new Three().ask(client, 0, write(1, 'a')).settle().cut([0], [1, 2]).elect(1);
    expect(three.value(1)).toBe(null);
    three.ask(client, 1, look(2));
    expect(three.told).toHaveLength(1);
    three.settle();
    expect(three.told.at(-1)).toEqual([2, done('a', 1)]);
  });

  test('is answered when leadership is lost: it must be asked elsewhere', () => {
    const three = new Three().cut([0], [1, 2]).ask(client, 0, look(1)).elect(1).heal().fire(1, 'heartbeat').settle();
    expect(three.told).toEqual([[1, { kind: 'notLeader', leader: null, mayHappen: false }]]);
    expect(three.state(0).queries.size).toBe(0);
  });

  test('through the log is an entry of its own', () => {
    const three = new Three({ reads: 'log' }).ask(client, 0, write(1, 'a')).settle().ask(client, 0, look(2)).settle();
    expect(three.told.at(-1)).toEqual([2, done('a', 1)]);
    expect(three.state(0).raft.log.lastIndex).toBe(3);
    expect(three.state(0).machine.machine.writes).toBe(1);
  });

  test('under a lease is answered at once, and not when it has ended', () => {
    const three = new Three({ reads: 'lease' }).ask(client, 0, write(1, 'a')).settle().fire(0, 'heartbeat').settle();
    three.ask(client, 0, look(2));
    expect(three.told.at(-1)).toEqual([2, done('a', 1)]);
    three.pass(milliseconds(150)).ask(client, 0, look(3));
    expect(three.told).toHaveLength(2);
  });

  test('that is stale on purpose is answered by anybody with what it has', () => {
    const three = new Three({ reads: 'stale' }).ask(client, 0, write(1, 'a')).settle(({ to }) => to !== 2).ask(client, 2, look(2));
    expect(three.told).toEqual([[1, done('a', 1)], [2, done(null, 0)]]);
  });
});

describe('snapshots', () => {
  const writeMany = (three: Three, count: number): Three => {
    for (let i = 1; i <= count; i++) three.ask(client, 0, write(i, `value ${i}`)).settle();
    return three.fire(0, 'heartbeat').settle();
  };

  test('labs 3.4: are taken when the applied entries have more bytes than maxStateBytes, so that the log stays near that', () => {
    const three = writeMany(new Three({ maxStateBytes: 500 }), 60);
    for (const { state } of three.hands) {
      expect(state.raft.snapshot.lastIncludedIndex).toBeGreaterThan(30);
      expect(sizeOf(state.raft.log)).toBeLessThanOrEqual(1_000);
      expect(state.logBytes).toBeLessThanOrEqual(500);
    }
  });

  test('every so many indices are taken at the labs\' indices', () => {
    expect(writeMany(new Three({ snapshotEvery: 10 }), 25).state(0).raft.snapshot.lastIncludedIndex).toBe(19);
  });

  test('hold everything: a server that starts from one goes on where it was, and knows what was executed', () => {
    const three = writeMany(new Three({ snapshotEvery: 4 }), 7).crash(1);
    expect(three.value(1)).toBe('value 6');
    three.fire(0, 'heartbeat').settle().fire(0, 'heartbeat').settle();
    expect(three.state(1).machine).toEqual(three.state(0).machine);
    three.ask(client, 0, write(7, 'value 7')).settle();
    expect(three.state(0).machine.machine.writes).toBe(7);
  });

  test('are sent to whoever lacks what was compacted, sessions included', () => {
    const three = new Three({ snapshotEvery: 4, chunkSize: 1 }).cut([2], [0, 1]);
    writeMany(three, 9).heal();
    for (let beat = 0; beat < 9; beat++) three.fire(0, 'heartbeat').settle();
    expect(three.state(2).machine).toEqual(three.state(0).machine);
    expect(three.state(2).machine.table.get(7)?.number).toBe(9);
  });

  test('are never taken unless asked for', () => {
    expect(writeMany(new Three(), 20).state(0).raft.snapshot.lastIncludedIndex).toBe(0);
  });
});

describe('whoever sits at a server', () => {
  test('is answered at once, as by the labs\' Start: where the command stands, or who leads', () => {
    const three = new Three().request(0, 1, { kind: 'start', command: { kind: 'register' } }).request(1, 2, { kind: 'start', command: { kind: 'register' } });
    expect(three.hand(0).replies).toEqual([{ id: 1, result: { kind: 'started', index: 2, term: 1 } }]);
    expect(three.hand(1).replies).toEqual([{ id: 2, result: { kind: 'notLeader', leader: 0 } }]);
  });

  test('may hand leadership over; so may a client', () => {
    const three = new Three().request(0, 1, { kind: 'transfer', target: 1 }).settle();
    expect(three.state(1).raft.role).toBe('leader');
    three.ask(client, 1, { kind: 'administer', session: 7, number: 1, request: { kind: 'transfer', target: 2 } }).settle();
    expect(three.state(2).raft.role).toBe('leader');
  });

  test('is told what no replica can do', () => {
    const strange = Object.assign({ kind: 'start' as const, command: 1 }, { kind: 'stat' });
    expect(() => new Three().request(0, 1, strange)).toThrow("a Raft replica has no request 'stat': did you mean 'start'?");
    expect(() => replica(register, { snapshotEvery: 0 })).toThrow('Raft replica option snapshotEvery is 0: expected a whole number from 1, or null');
    expect(() => replica(register, { maxStateBytes: 1.5 })).toThrow('Raft replica option maxStateBytes is 1.5');
  });
});

test('a leader whose disk has failed says so, and whoever waits is not left waiting', () => {
  const three = new Three().holdDisk(0).ask(client, 0, write(1, 'a')).failDisk(0).ask(client, 0, write(2, 'b'));
  expect(three.told.at(-1)).toEqual([2, { kind: 'refused', reason: 'storageFailed' }]);
  expect(three.told).toContainEqual([1, { kind: 'notLeader', leader: null, mayHappen: true }]);
});
