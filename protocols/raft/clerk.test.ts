import { expect, test } from 'vitest';
import { Hand } from '../testing/hand.ts';
import { raftClerk, type RaftClerkVocabulary } from './clerk.ts';

test('whom nobody can name is found: a clerk of an even number of servers asks all of them', () => {
  const clerk = new Hand<RaftClerkVocabulary>(raftClerk(), 4, [0, 1, 2, 3]);
  clerk.request(1, { kind: 'submit', command: 'x' });
  const asked = Array.from({ length: 4 }, () => {
    const [letter] = clerk.take();
    if (letter?.message.kind === 'submit') clerk.receive(letter.to, { kind: 'answer', session: letter.message.session, number: letter.message.number, outcome: { kind: 'notLeader', leader: null, mayHappen: false } });
    clerk.fire('retry');
    return letter?.to;
  });
  expect(asked.toSorted()).toEqual([0, 1, 2, 3]);
});
