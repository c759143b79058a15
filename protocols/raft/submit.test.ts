import { expect, test } from 'vitest';
import type { Log } from '../../sim/core/index.ts';
import { Hand } from '../testing/hand.ts';
import { commandList } from './machine.ts';
import { replica } from './replica.ts';
import type { ReplicaVocabulary } from './replica-words.ts';
import type { ClerkMessage } from './service.ts';
import { requestVote, success, vote } from './testing/words.ts';

type Vocabulary = ReplicaVocabulary<Log<unknown>, ClerkMessage>;

/** "If command received from client: append entry to local log, respond after entry applied to state machine." */
test("a command that the server's own user submits is answered when it was applied (5.3)", () => {
  const hand = new Hand<Vocabulary>(replica(commandList, { noOp: false, preVote: false, checkQuorum: false }), 0, [0, 1]);
  hand.request(1, { kind: 'submit', command: 'early' });
  expect(hand.replies).toEqual([{ id: 1, result: { kind: 'notLeader', leader: null, mayHappen: false } }]);
  hand.fire('election').sync().receive(1, vote(1)).sync();
  hand.request(2, { kind: 'submit', command: 'a' }).sync();
  expect(hand.replies).toHaveLength(1);
  hand.receive(1, success(1, 1));
  expect(hand.replies.slice(1)).toEqual([{ id: 2, result: { kind: 'done', result: 1 } }]);
  hand.request(3, { kind: 'submit', command: 'b' }).sync().receive(1, requestVote(2)).sync();
  expect(hand.replies.slice(2)).toEqual([{ id: 3, result: { kind: 'notLeader', leader: null, mayHappen: true } }]);
});

/** A promise waits for the disk (Figure 2, "Updated on stable storage before responding to RPCs"); that there is none does not. */
test("what a server's own user asks is answered at once, whatever the disk does", () => {
  const hand = new Hand<Vocabulary>(replica(commandList, { noOp: false, preVote: false, checkQuorum: false }), 0, [0, 1]);
  // The vote of another server's election is not stored yet.
  hand.receive(1, requestVote(1)).request(1, { kind: 'submit', command: 'a' }).request(2, { kind: 'start', command: 'b' }).fail();
  expect(hand.replies.map(({ id, result }) => [id, result.kind])).toEqual([[1, 'notLeader'], [2, 'notLeader']]);
  hand.request(3, { kind: 'submit', command: 'c' }).fire('rewrite').request(4, { kind: 'submit', command: 'd' }).fail();
  expect(hand.replies.slice(2)).toEqual([3, 4].map((id) => ({ id, result: { kind: 'refused', reason: 'storageFailed' } })));
});

test('what was submitted before the disk failed is answered: it may have happened', () => {
  const hand = new Hand<Vocabulary>(replica(commandList, { noOp: false, preVote: false, checkQuorum: false }), 0, [0, 1]);
  hand.fire('election').sync().receive(1, vote(1)).sync();
  hand.request(1, { kind: 'start', command: 'a' }).request(2, { kind: 'submit', command: 'b' }).fail();
  expect(hand.replies).toEqual([
    { id: 1, result: { kind: 'started', index: 1, term: 1 } },
    { id: 2, result: { kind: 'notLeader', leader: null, mayHappen: true } },
  ]);
});
