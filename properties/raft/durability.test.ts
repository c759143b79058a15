import { describe, expect, test } from 'vitest';
import type { RaftRecord } from '../../protocols/raft/index.ts';
import { installed, requestVote, success, vote } from '../../protocols/raft/testing/words.ts';
import { promisesWait, recoversWritten, writtenIsRemembered } from './durability.ts';
import { append, bare, failed, message, send, stateOf, stored, term, verdict, write, type Move } from './testing/steps.ts';

const start: Move = { after: {} };

describe('"Persistent state on all servers (updated on stable storage before responding to RPCs)": what is relied on is written', () => {
  const after = { terms: [1, 1], currentTerm: 1, votedFor: 2 };

  test('term, vote and entries that are written are what is remembered', () => {
    expect(verdict(writtenIsRemembered(bare), [start, { after, effects: [write(term(1, 2)), write(append(0, [1, 1]))] }])).toBe(true);
  });

  test('a vote, a term or an entry that is not written is missed', () => {
    expect(verdict(writtenIsRemembered(bare), [start, { after, effects: [write(term(1)), write(append(0, [1, 1]))] }])).toMatch(/vote 2, entries 1 to 2 .*its disk was told term 1, vote none/);
    expect(verdict(writtenIsRemembered(bare), [start, { after, effects: [write(append(0, [1, 1]))] }])).toMatch(/told term 0/);
    expect(verdict(writtenIsRemembered(bare), [start, { after, effects: [write(term(1, 2)), write(append(0, [1]))] }])).toMatch(/told .* entries 1 to 1 /);
  });

  test('so is a truncation', () => {
    const shorter = { ...after, terms: [1] };
    const moves = [start, { after, effects: [write(term(1, 2)), write(append(0, [1, 1]))] }];
    expect(verdict(writtenIsRemembered(bare), [...moves, { after: shorter }])).toMatch(/entries 1 to 1 .* told .* entries 1 to 2/);
    expect(verdict(writtenIsRemembered(bare), [...moves, { after: shorter, effects: [write(append(1, []))] }])).toBe(true);
  });

  test('other entries than those in the log are noticed', () => {
    expect(verdict(writtenIsRemembered(bare), [start, { after, effects: [write(term(1, 2)), write(append(0, [1, 2]))] }])).toMatch(/not its log/);
  });

  test('a rewrite says all of it', () => {
    const compacted = { ...after, compacted: 1 };
    const { snapshot } = stateOf(0, compacted);
    const all: readonly RaftRecord[] = [{ kind: 'snapshot', snapshot }, term(1, 2), append(1, [1])];
    const before = { after, effects: [write(term(1, 2)), write(append(0, [1, 1]))] };
    expect(verdict(writtenIsRemembered(bare), [start, before, { after: compacted, effects: [{ kind: 'rewrite', records: all, tag: null }] }])).toBe(true);
    const without = all.filter(({ kind }) => kind !== 'term');
    expect(verdict(writtenIsRemembered(bare), [start, before, { after: compacted, effects: [{ kind: 'rewrite', records: without, tag: null }] }])).toMatch(/told term 0, vote none/);
  });

  test('once the disk has failed, a server is silent until it has written everything again', () => {
    const moves = [start, { after, effects: [write(term(1, 2)), write(append(0, [1, 1]))] }];
    expect(verdict(writtenIsRemembered(bare), [...moves, { after, event: failed }])).toBe('node 0 serves, though its disk lacks what failed to be stored');
    expect(verdict(writtenIsRemembered(bare), [...moves, { after: { ...after, storage: 'suspended' }, event: failed }])).toBe(true);
  });
});

describe('nothing is promised before it is written', () => {
  const voted = { currentTerm: 1, votedFor: 2 };

  test('a vote leaves after its write, and waits for it', () => {
    expect(verdict(promisesWait(bare), [start, { after: voted, effects: [write(term(1, 2)), send(2, vote(1))] }])).toBe(true);
    expect(verdict(promisesWait(bare), [start, { after: voted, effects: [write(term(1, 2)), send(2, vote(1), true)] }])).toBe('node 0 sends requestVoteReply without waiting for its disk');
    expect(verdict(promisesWait(bare), [start, { after: voted, effects: [send(2, vote(1)), write(term(1, 2))] }])).toMatch(/which its disk was not told/);
  });

  test('so does the question of a candidate, which has voted for itself', () => {
    const asks = { currentTerm: 1, votedFor: 0 };
    expect(verdict(promisesWait(bare), [start, { after: asks, effects: [write(term(1, 0)), send(1, requestVote(1))] }])).toBe(true);
    expect(verdict(promisesWait(bare), [start, { after: asks, effects: [send(1, requestVote(1)), write(term(1, 0))] }])).toMatch(/sends requestVote which/);
  });

  test('and the success of AppendEntries, and an installed snapshot', () => {
    const has = { terms: [1, 1], currentTerm: 1 };
    const writes = [write(term(1)), write(append(0, [1, 1]))];
    for (const said of [success(1, 2), installed(1, 2)]) {
      expect(verdict(promisesWait(bare), [start, { after: has, effects: [...writes, send(1, said)] }])).toBe(true);
      expect(verdict(promisesWait(bare), [start, { after: has, effects: [send(1, said), ...writes] }])).toMatch(/its disk was not told/);
      expect(verdict(promisesWait(bare), [start, { after: has, effects: [...writes, send(1, said, true)] }])).toMatch(/without waiting/);
    }
  });

  test('a pre-vote and a refusal promise nothing', () => {
    expect(verdict(promisesWait(bare), [start, { after: {}, effects: [send(2, vote(1, { preVote: true }), true), send(2, vote(1, { voteGranted: false }), true)] }])).toBe(true);
  });

  test('after a failure of the disk nothing may be promised', () => {
    expect(verdict(promisesWait(bare), [start, { after: {}, event: failed }, { after: {}, effects: [send(1, success(0, 0))] }])).toMatch(/though its disk has failed/);
  });
});

describe('what others count on outlives a crash', () => {
  const grant = vote(1);
  const votes: readonly Move[] = [start, { after: { currentTerm: 1, votedFor: 2 }, effects: [write(term(1, 2)), send(2, grant)] }];
  const hears: readonly Move[] = [{ node: 2, after: { currentTerm: 1 } }, { node: 2, after: { currentTerm: 1 }, event: message(0, grant) }];

  test('a vote that was heard of is remembered', () => {
    expect(verdict(recoversWritten(bare), [...votes, ...hears, { event: 'start', after: { currentTerm: 1, votedFor: 2 } }])).toBe(true);
    expect(verdict(recoversWritten(bare), [...votes, ...hears, { event: 'start', after: {} }])).toMatch(/^node 0 starts with term 0, vote none/);
  });

  test('one that nobody has heard of may be lost with its write', () => {
    expect(verdict(recoversWritten(bare), [...votes, { event: 'start', after: {} }])).toBe(true);
  });

  test('what was never written is not recovered', () => {
    expect(verdict(recoversWritten(bare), [...votes, { event: 'start', after: { currentTerm: 1, votedFor: 1 } }])).toMatch(/it has never written that/);
  });

  test('entries that a leader counts are there, unless they were overwritten since', () => {
    const acknowledged = success(1, 2);
    const stores: readonly Move[] = [start, { after: { terms: [1, 1] }, effects: [write(term(1)), write(append(0, [1, 1])), send(1, acknowledged)] }];
    const counts: readonly Move[] = [{ node: 1, after: {} }, { node: 1, after: {}, event: message(0, acknowledged) }];
    expect(verdict(recoversWritten(bare), [...stores, ...counts, { event: 'start', after: { terms: [1], currentTerm: 1 } }])).toMatch(/has stored and promised more/);
    const overwrites: Move = { after: { terms: [1, 2] }, effects: [write(term(2)), write(append(1, [2]))] };
    expect(verdict(recoversWritten(bare), [...stores, ...counts, overwrites, { event: 'start', after: { terms: [1, 2] } }])).toBe(true);
    expect(verdict(recoversWritten(bare), [...stores, ...counts, overwrites, { event: 'start', after: { terms: [1, 1] } }])).toBe(true);
  });

  test('a leader that was told of its own copy has it after a crash', () => {
    const leads: readonly Move[] = [start, { after: { terms: [1] }, effects: [write(term(1)), write(append(0, [1]), 7)] }];
    const told: Move = { after: { terms: [1] }, event: stored(7) };
    expect(verdict(recoversWritten(bare), [...leads, { event: 'start', after: {} }])).toBe(true);
    expect(verdict(recoversWritten(bare), [...leads, told, { event: 'start', after: {} }])).toMatch(/promised more/);
  });

  test('a server that finds its disk damaged promises nothing any more', () => {
    expect(verdict(recoversWritten(bare), [...votes, ...hears, { event: 'start', after: { storage: 'corrupt' } }])).toBe(true);
  });
});
