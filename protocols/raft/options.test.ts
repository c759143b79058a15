import { describe, expect, test } from 'vitest';
import { raftClerk } from './clerk.ts';
import { commandList } from './machine.ts';
import { firstVoters, labRaft, raftOptions } from './options.ts';
import { replicaOptions } from './replica-options.ts';
import { replica } from './replica.ts';
import { raftServer } from './server.ts';

/** Options as they come from files that nobody has type-checked. */
const untyped = (options: Readonly<Record<string, unknown>>): object => options;

describe('options of Raft', () => {
  test('all have defaults, and the labs’ plain Raft is one setting', () => {
    expect(raftOptions({})).toMatchObject({ preVote: true, checkQuorum: true, noOp: true, fastBackup: true, membership: 'joint', reads: 'readIndex', initialVoters: null });
    expect(raftOptions(labRaft)).toMatchObject({ preVote: false, checkQuorum: false, noOp: false, fastBackup: true, heartbeatInterval: 100_000 });
  });

  test('queries go through the log where a new leader has no entry of its own: they would wait for somebody else’s command', () => {
    expect(replicaOptions({}).reads).toBe('readIndex');
    expect(replicaOptions(labRaft).reads).toBe('log');
    expect(replicaOptions({ ...labRaft, noOp: true }).reads).toBe('readIndex');
  });

  test.each([
    [{ electionTimeoutMin: 0 }, 'Raft option electionTimeoutMin is 0: expected a whole number from 1'],
    [{ electionTimeoutMin: Number.NaN }, 'Raft option electionTimeoutMin is NaN: expected a whole number from 1'],
    [{ electionTimeoutMin: 400_000 }, 'Raft option electionTimeoutMin is 400000: expected at most electionTimeoutMax, 300000'],
    [{ electionTimeoutMax: Infinity }, 'Raft option electionTimeoutMax is Infinity: expected a whole number from 1'],
    [{ heartbeatInterval: -1 }, 'Raft option heartbeatInterval is -1: expected a whole number from 1'],
    [{ heartbeatInterval: 150_000 }, 'Raft option heartbeatInterval is 150000: expected less than electionTimeoutMin, 150000'],
    [{ maxEntries: 0 }, 'Raft option maxEntries is 0: expected a whole number from 1'],
    [{ maxInflight: 1.5 }, 'Raft option maxInflight is 1.5: expected a whole number from 1'],
    [{ rewriteDelay: '1s' }, 'Raft option rewriteDelay is 1s: expected a whole number from 1'],
    [{ catchUpLag: -1 }, 'Raft option catchUpLag is -1: expected a whole number from 0'],
    [{ maxUncommitted: 0 }, 'Raft option maxUncommitted is 0: expected a whole number from 1, or null'],
    [{ chunkSize: 0 }, 'Raft option chunkSize is 0: expected a whole number from 1, or null'],
    [{ preVote: undefined }, 'Raft option preVote is undefined: expected true or false'],
    [{ noOp: 'yes' }, 'Raft option noOp is yes: expected true or false'],
    [{ membership: 'both' }, 'Raft option membership is both: expected joint or single'],
    [{ reads: 'lease', checkQuorum: false }, 'Raft option reads is lease: expected readIndex where checkQuorum is off: a lease rests on voters that refuse'],
    [{ maxClockDrift: 1_000 }, 'Raft option maxClockDrift is 1000: expected less than 1000, in a thousand'],
    [{ initialVoters: [] }, 'Raft option initialVoters is : expected a list of at least one server, or null'],
    [{ initialVoters: 3 }, 'Raft option initialVoters is 3: expected a list of at least one server, or null'],
    [{ initialVoters: [0, 1, 1] }, 'Raft option initialVoters is 0,1,1: expected each server once'],
  ])('%o is refused by name', (options, message) => {
    expect(() => raftServer(untyped(options))).toThrow(new RangeError(message));
    expect(() => replica(commandList, untyped(options))).toThrow(new RangeError(message));
  });

  test('a server reads in two ways, a replica in four', () => {
    expect(() => raftServer(untyped({ reads: 'fast' }))).toThrow(new RangeError('Raft option reads is fast: expected readIndex or lease'));
    expect(() => replica(commandList, untyped({ reads: 'fast' }))).toThrow(new RangeError('Raft replica option reads is fast: expected log, readIndex, lease or stale'));
  });

  test('one that does not exist is refused, with the one that was meant', () => {
    expect(() => raftServer(untyped({ prevote: true }))).toThrow(new RangeError("Raft has no option prevote: did you mean 'preVote'?"));
    expect(() => raftServer(untyped({ batchSize: 3 }))).toThrow(/^Raft has no option batchSize: it has .*maxEntries, maxInflight, /);
    expect(() => replica(commandList, untyped({ snapshotEvry: 3 }))).toThrow(new RangeError("a Raft replica has no option snapshotEvry: did you mean 'snapshotEvery'?"));
  });

  test('initial voters are servers of the world, which is known at the start', () => {
    expect(() => raftServer({ initialVoters: [0, 7] }).start(0, [0, 1, 2], [])).toThrow(new RangeError('Raft option initialVoters is 0,7: expected servers of this world, which are 0,1,2'));
    expect(firstVoters(raftOptions({ initialVoters: [2, 0] }), [0, 1, 2])).toEqual([0, 2]);
    expect(firstVoters(raftOptions({}), [0, 1, 2])).toEqual([0, 1, 2]);
  });

  test('a replica takes a snapshot at every entry at most', () => {
    for (const snapshotEvery of [0, -1, 2.5, Number.NaN]) {
      expect(() => replica(commandList, { snapshotEvery })).toThrow(new RangeError(`Raft replica option snapshotEvery is ${snapshotEvery}: expected a whole number from 1, or null`));
    }
    expect(replica(commandList, { snapshotEvery: 1 }).name).toBe('raftReplica');
  });

  test('a clerk waits for some time', () => {
    expect(() => raftClerk({ patience: 0 })).toThrow(new RangeError('Raft clerk option patience is 0: expected a whole number from 1, in microseconds'));
    expect(() => raftClerk(untyped({ patiense: 1 }))).toThrow(new RangeError("a Raft clerk has no option patiense: did you mean 'patience'?"));
  });
});
