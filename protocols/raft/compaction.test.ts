import { expect, test } from 'vitest';
import { sizeOf, type Log } from '../../sim/core/index.ts';
import { Hand } from '../testing/hand.ts';
import { commandList } from './machine.ts';
import { replica } from './replica.ts';
import type { ReplicaVocabulary } from './replica-words.ts';
import type { ClerkMessage } from './service.ts';
import { success, vote } from './testing/words.ts';

/** "Once a follower learns that a log entry is committed, it applies the entry to its local state machine (in log order)." */
test('entries that a compaction lets be committed are applied after those before them (5.3)', () => {
  const hand = new Hand<ReplicaVocabulary<Log<unknown>, ClerkMessage>>(replica(commandList, { preVote: false, checkQuorum: false, snapshotEvery: 3 }), 0, [0, 1]);
  hand.fire('election').sync().receive(1, vote(1)).sync().receive(1, success(1, 1));
  hand.request(1, { kind: 'configure', voters: [0], learners: [] });
  hand.request(2, { kind: 'start', command: 'first' });
  hand.request(3, { kind: 'start', command: 'second' });
  // The old configuration commits entry 3; the new one, which follows at once, needs nobody else for entry 4.
  hand.sync().receive(1, success(1, 3));
  expect([...hand.state.machine]).toEqual(['first', 'second']);
});

test('a limit on the bytes of the state bounds what stands on the disk, however small the commands are', () => {
  const hand = new Hand<ReplicaVocabulary<Log<unknown>, ClerkMessage>>(replica(commandList, { preVote: false, checkQuorum: false, maxStateBytes: 1_000 }), 0, [0]);
  hand.fire('election').sync();
  let most = 0;
  for (let id = 1; id <= 100; id++) {
    hand.request(id, { kind: 'submit', command: 'i' }).sync();
    const bytes = hand.disk.map((stored) => (stored.kind === 'record' && stored.record.kind !== 'snapshot' ? sizeOf(stored.record) : 0)).reduce((sum, size) => sum + size, 0);
    most = Math.max(most, bytes);
  }
  expect(hand.state.raft.snapshot.lastIncludedIndex).toBeGreaterThan(0);
  // The term, and the last entry that goes beyond the limit, come on top.
  expect(most).toBeGreaterThan(900);
  expect(most).toBeLessThan(1_150);
});
