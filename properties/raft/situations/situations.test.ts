import { describe, expect, test } from 'vitest';
import type { Observed } from '../../../sim/world/recorder.ts';
import { appendEntries, configurationOf, entries, installSnapshot, refusal, requestVote, snapshotOf, vote } from '../../../protocols/raft/testing/words.ts';
import { bare, message, progress, send, stateOf, timeout, type Given, type Move } from '../testing/steps.ts';
import { raftSituations, type RaftSituation } from './index.ts';

const all = raftSituations(bare, () => 1);

/** The situations that this step of node 0 is. */
function situationsOf(before: Given | null, { event = timeout('election'), after, effects = [] }: Move): readonly string[] {
  const states = { before: before === null ? null : stateOf(0, before), after: stateOf(0, after) };
  const cause: Observed['event'] = event === 'start' ? { kind: 'start', records: 1 } : event;
  const step: Observed = { index: 1, time: 0, node: 0, role: 'server', ...states, event: cause, effects };
  const view = { now: 0, servers: [0, 1, 2], clients: [], stateOf: () => null, clockOf: () => ({ monotonic: 0, wall: 0 }) };
  return all.flatMap((situation) => (situation.holds(step, view) ? [situation.name] : []));
}

const leads = (given: Given = {}): Given => ({ role: 'leader', currentTerm: 2, terms: [1, 2, 2, 2], ...given });
const joint = [{ index: 1, configuration: configurationOf([0, 1], { outgoing: [0, 1, 2] }) }];

const reached: readonly (readonly [RaftSituation, Given | null, Move])[] = [
  ['two candidates share a term', { role: 'candidate', currentTerm: 2 }, { after: { role: 'candidate', currentTerm: 2 }, event: message(1, requestVote(2)) }],
  ['an election is lost to nobody, and another begins', { role: 'candidate', currentTerm: 2 }, { after: { role: 'candidate', currentTerm: 3 } }],
  ['a candidate follows the leader of its own term', { role: 'candidate', currentTerm: 2 }, { after: { currentTerm: 2 }, event: message(1, appendEntries(2)) }],
  ['a vote is refused for a stale log', { terms: [1, 1] }, { after: { terms: [1, 1] }, event: message(1, requestVote(2, { lastLogIndex: 1, lastLogTerm: 1 })), effects: [send(1, vote(1, { voteGranted: false }))] }],
  ['a leader without a quorum steps down', leads(), { after: { ...leads(), role: 'follower' }, event: timeout('quorum') }],
  ['a leader is elected with an uncommitted tail of an earlier term', { role: 'candidate', currentTerm: 3, terms: [1, 2] }, { after: { role: 'leader', currentTerm: 3, terms: [1, 2] } }],
  ['a conflict is truncated', { terms: [1, 1, 1] }, { after: { terms: [1, 2] }, event: message(1, appendEntries(2)) }],
  [
    'a leader backs up by a whole term',
    leads({ progress: [progress(1, { nextIndex: 4 })] }),
    { after: leads({ progress: [progress(1, { nextIndex: 1 })] }), event: message(1, refusal(2, 3, { conflictTerm: 1, conflictIndex: 1 })) },
  ],
  ['an entry of an earlier term is committed by one of this term', leads(), { after: leads({ commitIndex: 2 }) }],
  ['a snapshot keeps the entries that follow it', { terms: [1, 1, 1] }, { after: { terms: [1, 1, 1], compacted: 2 } }],
  ['a snapshot takes the place of a divergent tail', { terms: [1, 1, 1] }, { after: { terms: [1, 2], compacted: 2 } }],
  [
    'a transfer in chunks is overtaken by a newer snapshot',
    { incoming: snapshotOf(3, 1), currentTerm: 1 },
    { after: { incoming: snapshotOf(5, 1), currentTerm: 1 }, event: message(1, installSnapshot(1, snapshotOf(5, 1), { done: false })) },
  ],
  ['a vote is remembered over a crash', null, { event: 'start', after: { currentTerm: 2, votedFor: 1 } }],
  ['a joint configuration is committed', leads({ configurations: joint }), { after: leads({ configurations: joint, commitIndex: 2 }) }],
  ['a transfer is abandoned', leads({ transfer: { target: 1, told: false } }), { after: leads(), event: timeout('transfer') }],
];

describe('each situation is what its name says', () => {
  for (const [name, before, move] of reached) {
    test(name, () => {
      expect(situationsOf(before, move)).toContain(name);
    });
  }

  test('an older AppendEntries comes after a newer one', () => {
    const state = stateOf(0, { terms: [1, 1, 1] });
    const same: Given = { log: state.log, currentTerm: 1 };
    expect(situationsOf(same, { after: same, event: message(1, appendEntries(1, { entries: entries([1]) })) })).toContain('an older AppendEntries comes after a newer one');
  });
});

test('a step in which nothing happens is none of them', () => {
  expect(situationsOf({ terms: [1] }, { after: { terms: [1] }, event: timeout('rewrite') })).toEqual([]);
  expect(situationsOf(null, { event: 'start', after: {} })).toEqual([]);
});

test('there are more than twenty-five, each with a name of its own', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBeGreaterThan(25);
});
