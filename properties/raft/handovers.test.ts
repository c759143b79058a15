import { expect, test } from 'vitest';
import type { Effect } from '../../sim/core/index.ts';
import type { RaftVocabulary } from '../../protocols/raft/index.ts';
import { requestVote } from '../../protocols/raft/testing/words.ts';
import { transferEnds, wishIsReal } from './handovers.ts';
import { bare, message, send, timeout, verdict, type Given, type Move } from './testing/steps.ts';

const stands = (term: number, transfer: boolean): Move => ({ after: { currentTerm: term, role: 'candidate' }, effects: [send(1, requestVote(term, { transfer }))] });
const told = (term: number): NonNullable<Move['event']> => message(2, { kind: 'timeoutNow', term });
const follows: Move = { after: { currentTerm: 1 } };

/** "The leadership transfer [...] the RequestVote message must include a special flag": whoever is told may set it, for that one election. */
test("who was told by the leader of its term asks for votes at the leader's wish (thesis 4.2.3)", () => {
  expect(verdict(wishIsReal(bare), [follows, { ...stands(2, true), event: told(1) }])).toBe(true);
  expect(verdict(wishIsReal(bare), [follows, { ...stands(2, false), event: timeout('election') }])).toBe(true);
});

test('the next election has no such privilege, nor has that of an order of an earlier term', () => {
  const wrong = 'node 0 asks for votes at the wish of no leader';
  expect(verdict(wishIsReal(bare), [follows, { ...stands(2, true), event: told(1) }, { ...stands(3, true), event: timeout('election') }])).toBe(wrong);
  expect(verdict(wishIsReal(bare), [{ after: { currentTerm: 3 } }, { ...stands(4, true), event: told(1) }])).toBe(wrong);
});

const armed: Effect<RaftVocabulary> = { kind: 'setTimer', timer: 'transfer', min: 1, max: 1 };
const handing: Given = { role: 'leader', currentTerm: 1, transfer: { target: 1, told: true } };

/** "the prior leader aborts the transfer and resumes accepting client requests" */
test('a transfer that takes an election timeout is given up (thesis 3.10)', () => {
  const begun: readonly Move[] = [{ after: { role: 'leader', currentTerm: 1 } }, { after: handing, effects: [armed] }, { after: handing, event: timeout('heartbeat') }];
  expect(verdict(transferEnds(bare), [...begun, { after: { ...handing, transfer: null }, event: timeout('transfer') }])).toBe(true);
  expect(verdict(transferEnds(bare), [...begun, { after: handing, event: timeout('transfer') }])).toBe('leader 0 hands over to node 1, and nothing will end it');
  expect(verdict(transferEnds(bare), [...begun, { after: handing, effects: [{ kind: 'cancelTimer', timer: 'transfer' }] }])).toMatch(/nothing will end it$/);
});
