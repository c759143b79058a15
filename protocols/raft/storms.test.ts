/** What a hunt over all options found: a limit that nobody could get below, and a storm of chunks. */
import { describe, expect, test } from 'vitest';
import { Cluster } from '../testing/cluster.ts';
import type { RaftOptions } from './options.ts';
import type { RaftMessage, RaftVocabulary } from './raft.ts';
import { raftServer } from './server.ts';

const plain = { preVote: false, checkQuorum: false, noOp: false } as const;
const cluster = (servers: number, options: Partial<RaftOptions>) => new Cluster<RaftVocabulary>(servers, () => raftServer({ ...plain, ...options }));
const start = (command: string) => ({ kind: 'start', command }) as const;

describe('maxUncommitted', () => {
  test('leaves room for an entry of the new term, without which those of older ones are never committed (5.4.2)', () => {
    const two = cluster(2, { maxUncommitted: 1 }).fire(0, 'election').settle();
    two.request(0, 1, start('a')).deliver().lose(() => true).fire(1, 'election').fire(1, 'election').settle();
    expect(two.state(1).role).toBe('leader');
    expect([two.state(1).log.lastIndex, two.state(1).commitIndex]).toEqual([1, 0]);
    two.request(1, 2, start('b')).request(1, 3, start('c')).settle();
    expect(two.hand(1).replies).toEqual([
      { id: 2, result: { kind: 'started', index: 2, term: 2 } },
      { id: 3, result: { kind: 'refused', reason: 'logFull' } },
    ]);
    expect(two.state(1).commitIndex).toBe(2);
  });
});

describe('a snapshot in chunks', () => {
  /** Server 0 leads, has compacted what server 2 lacks, and has sent it the first chunk of three. */
  function begun(): Cluster<RaftVocabulary> {
    const three = cluster(3, { chunkSize: 1, maxEntries: 1 }).fire(0, 'election').settle();
    three.cut([2], [0, 1]).request(0, 1, start('a')).request(0, 2, start('b')).settle().heal();
    three.request(0, 3, { kind: 'snapshot', index: 2, pieces: ['x', 'y', 'z'] });
    for (let beat = 0; beat < 2; beat++) three.fire(0, 'heartbeat').settle(({ message }) => message.kind !== 'installSnapshot');
    return three;
  }
  const chunks = ({ wire }: Cluster<RaftVocabulary>): readonly RaftMessage[] => wire.flatMap(({ message }) => (message.kind === 'installSnapshot' ? message : []));

  test('each chunk is followed by one, however often it is answered', () => {
    const three = begun();
    expect(chunks(three)).toMatchObject([{ offset: 0 }]);
    three.duplicate(({ message }) => message.kind === 'installSnapshot').deliver(({ message }) => message.kind === 'installSnapshot');
    three.duplicate(({ message }) => message.kind === 'installSnapshotReply').deliver(({ message }) => message.kind === 'installSnapshotReply');
    expect(chunks(three)).toMatchObject([{ offset: 1 }]);
    three.settle();
    expect(three.state(2).snapshot.pieces).toEqual(['x', 'y', 'z']);
  });

  test('answers to chunks of an older snapshot set off nothing; the next heartbeat begins with the new one', () => {
    const three = begun();
    three.request(0, 4, start('c')).settle(({ message }) => message.kind !== 'installSnapshot');
    three.request(0, 5, { kind: 'snapshot', index: 3, pieces: ['X', 'Y'] }).settle();
    expect(chunks(three)).toEqual([]);
    three.fire(0, 'heartbeat').settle();
    expect(three.state(2).snapshot.pieces).toEqual(['X', 'Y']);
  });

  test('what was installed, while more was compacted, begins one transfer, however often it is answered', () => {
    const three = cluster(3, {}).fire(0, 'election').settle();
    three.cut([2], [0, 1]).request(0, 1, start('a')).request(0, 2, start('b')).request(0, 3, start('c')).settle().heal();
    three.request(0, 4, { kind: 'snapshot', index: 2, pieces: ['x'] });
    three.fire(0, 'heartbeat').settle(({ message }) => message.kind !== 'installSnapshotReply');
    expect(three.wire).toMatchObject([{ message: { lastIncludedIndex: 2, installed: true } }]);
    three.request(0, 5, { kind: 'snapshot', index: 3, pieces: ['y'] });
    for (let copies = 0; copies < 3; copies++) three.duplicate(({ message }) => message.kind === 'installSnapshotReply');
    three.deliver(({ message }) => message.kind === 'installSnapshotReply');
    expect(chunks(three)).toMatchObject([{ snapshot: { lastIncludedIndex: 3 } }]);
    three.settle();
    expect(three.state(2).snapshot.pieces).toEqual(['y']);
  });
});
