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

test('a server that names a leader of long ago keeps a clerk from nobody', () => {
  const clerk = new Hand<RaftClerkVocabulary>(raftClerk(), 3, [0, 1, 2]);
  clerk.request(1, { kind: 'submit', command: 'x' });
  const asked = new Set<number>();
  for (let round = 0; round < 6; round++) {
    for (const { to, message } of clerk.take()) {
      asked.add(to);
      // Server 1 was removed when server 0 led; now server 2 does.
      const outcome = { kind: 'notLeader', leader: to === 1 ? 0 : null, mayHappen: false } as const;
      if (message.kind === 'submit') clerk.receive(to, { kind: 'answer', session: message.session, number: message.number, outcome });
    }
    clerk.fire('retry');
  }
  expect(asked).toEqual(new Set([0, 1, 2]));
});
