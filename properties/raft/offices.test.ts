import { expect, test } from 'vitest';
import type { Effect } from '../../sim/core/index.ts';
import type { RaftVocabulary } from '../../protocols/raft/index.ts';
import { appendEntries } from '../../protocols/raft/testing/words.ts';
import { sentByLeader, timersArmed } from './offices.ts';
import { bare, message, send, timeout, verdict } from './testing/steps.ts';

const arm = (timer: RaftVocabulary['timer']): Effect<RaftVocabulary> => ({ kind: 'setTimer', timer, min: 1, max: 2 });
const disarm = (timer: RaftVocabulary['timer']): Effect<RaftVocabulary> => ({ kind: 'cancelTimer', timer });

test('AppendEntries RPC: "Invoked by leader": what an old leader sends does not get the new term', () => {
  const leads = { currentTerm: 2, role: 'leader' } as const;
  expect(verdict(sentByLeader(bare), [{ after: leads }, { after: leads, effects: [send(1, appendEntries(2))] }])).toBe(true);
  expect(verdict(sentByLeader(bare), [{ after: leads }, { after: { currentTerm: 3 }, effects: [send(1, appendEntries(2))] }])).toBe(true);
  expect(verdict(sentByLeader(bare), [{ after: leads }, { after: { currentTerm: 3 }, effects: [send(1, appendEntries(3))] }])).toBe('node 0 sends appendEntries of term 3, which it does not lead');
});

test('"If election timeout elapses [...]: convert to candidate": whoever does not lead waits for one', () => {
  const start = { after: {}, effects: [arm('election')] };
  expect(verdict(timersArmed(bare), [start, { after: {}, event: message(1, appendEntries(1)) }])).toBe(true);
  expect(verdict(timersArmed(bare), [start, { after: {}, event: timeout('election') }])).toBe('node 0, follower of term 0, has no election timer');
  expect(verdict(timersArmed(bare), [start, { after: {}, event: timeout('election'), effects: [arm('election')] }])).toBe(true);
  expect(verdict(timersArmed(bare), [start, { after: {}, event: 'start' }])).toMatch(/no election timer/);
});

test('"repeat during idle periods to prevent election timeouts": whoever leads has the next heartbeat before it', () => {
  const [start, leads] = [{ after: {}, effects: [arm('election')] }, { currentTerm: 1, role: 'leader' } as const];
  expect(verdict(timersArmed(bare), [start, { after: leads, effects: [disarm('election'), arm('heartbeat')] }, { after: leads, event: timeout('heartbeat'), effects: [arm('heartbeat')] }])).toBe(true);
  expect(verdict(timersArmed(bare), [start, { after: leads, effects: [arm('heartbeat')] }, { after: leads, event: timeout('heartbeat') }])).toBe('node 0, leader of term 1, has no heartbeat timer');
});

test('a server whose disk has failed waits for nothing', () => {
  expect(verdict(timersArmed(bare), [{ after: { storage: 'corrupt' } }])).toBe(true);
});
