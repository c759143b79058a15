import { expect, test } from 'vitest';
import type { RaftState } from '../../protocols/raft/index.ts';
import { appendEntries, configurationOf, entries } from '../../protocols/raft/testing/words.ts';
import type { View } from '../../sim/world/view.ts';
import { noCounts } from '../../sim/world/counters.ts';
import { logsBounded, noFalseAlarm, recovered, stableLeader, termsBounded, trafficBounded, windowsBounded } from './progress-bounds.ts';
import { bare, progress, send, stateOf, verdict, type Given } from './testing/steps.ts';

const viewOf = (...states: readonly (RaftState | null)[]): View => ({ now: 0, servers: [...states.keys()], clients: [], stateOf: (node) => states[node] ?? null, clockOf: () => ({ monotonic: 0, wall: 0 }) });

test('from some moment on, nobody takes or leaves office', () => {
  const [follows, leads]: readonly Given[] = [{ currentTerm: 1 }, { currentTerm: 1, role: 'leader' }];
  const moves = (times: readonly number[]) => [follows, leads, follows].map((after = {}, i) => ({ after, time: times[i] ?? 0 }));
  expect(verdict(stableLeader(bare, { from: 10 }), moves([1, 2, 3]))).toBe(true);
  expect(verdict(stableLeader(bare, { from: 10 }), moves([1, 12, 13]))).toBe('node 0 becomes leader of term 1');
  expect(verdict(stableLeader(bare, { from: 10 }), moves([1, 2, 13]))).toBe('node 0, leader of term 1, steps down');
});

test('few terms pass', () => {
  const at = (time: number, currentTerm: number) => ({ time, after: { currentTerm } });
  expect(verdict(termsBounded(bare, { from: 10, most: 2 }), [at(0, 1), at(9, 50), at(11, 52)])).toBe(true);
  expect(verdict(termsBounded(bare, { from: 10, most: 2 }), [at(0, 1), at(9, 50), at(11, 53)])).toBe('node 0 is in term 53; until then it was 50 at most');
});

test('a cluster has recovered when its leader has committed in its term and is followed', () => {
  const leader = stateOf(0, { role: 'leader', terms: [1, 2], commitIndex: 2, lastApplied: 2 });
  const behind = stateOf(2, { terms: [1, 2], commitIndex: 1, lastApplied: 1 });
  const follower = stateOf(1, { terms: [1, 2], commitIndex: 2, lastApplied: 2 });
  const goal = recovered(bare);
  expect(goal.holds(viewOf(leader, follower, { ...follower, self: 2 }))).toBe(true);
  expect(goal.holds(viewOf(leader, follower, null))).toBe(true);
  expect(goal.holds(viewOf(leader, follower, behind))).toBe(false);
  expect(recovered(bare, { by: 'majority' }).holds(viewOf(leader, follower, behind))).toBe(true);
  expect(goal.holds(viewOf(follower, follower, follower))).toBe(false);
  expect(goal.holds(viewOf({ ...leader, commitIndex: 1, lastApplied: 1 }, null, null))).toBe(false);
});

test('a server that was removed does not have to follow', () => {
  const configurations = [{ index: 1, configuration: configurationOf([0]) }];
  const leader = stateOf(0, { role: 'leader', terms: [1], commitIndex: 1, lastApplied: 1, configurations });
  expect(recovered(bare).holds(viewOf(leader, stateOf(1, {})))).toBe(true);
});

test('logs, windows and batches have their limits', () => {
  expect(verdict(logsBounded(bare, 2), [{ after: { terms: [1, 1, 1], compacted: 1 } }])).toBe(true);
  expect(verdict(logsBounded(bare, 2), [{ after: { terms: [1, 1, 1] } }])).toBe('the log of node 0 has 3 entries, more than 2');
  const bounds = { maxInflight: 1, maxEntries: 2 };
  const leads = (inflight: readonly number[]): Given => ({ role: 'leader', progress: [progress(1, { inflight })] });
  expect(verdict(windowsBounded(bare, bounds), [{ after: leads([1]), effects: [send(1, appendEntries(1, { entries: entries([1, 1]) }))] }])).toBe(true);
  expect(verdict(windowsBounded(bare, bounds), [{ after: leads([1, 2]) }])).toBe('leader 0 has 2 messages under way to node 1, more than 1');
  expect(verdict(windowsBounded(bare, bounds), [{ after: leads([]), effects: [send(1, appendEntries(1, { entries: entries([1, 1, 1]) }))] }])).toMatch(/more than 2 entries at once/);
});

test('messages and bytes are in proportion to the calls', () => {
  const [call] = [{ id: 0, node: 3, request: null, call: 1, calledAt: 0, result: null, return: 2, returnedAt: 1 }];
  const end = (sent: number, bytesSent: number) => ({ view: viewOf(), calls: [call, call], counters: { ...noCounts(), sent, bytesSent } });
  const bound = trafficBounded({ perCall: 10, besides: 5, bytesPerCall: 100 });
  expect(bound.judge(end(25, 200))).toBe(true);
  expect(bound.judge(end(26, 200))).toBe('26 messages for 2 calls: more than 25');
  expect(bound.judge(end(25, 201))).toBe('201 bytes for 2 calls: more than 200');
});

test('only a damaged record makes a server fall silent for good', () => {
  const silent = viewOf(stateOf(0, { storage: 'corrupt' }));
  expect(noFalseAlarm(bare).judge({ view: silent, calls: [], counters: noCounts() })).toBe('node 0 is silent for good, though no record was damaged');
  expect(noFalseAlarm(bare).judge({ view: silent, calls: [], counters: { ...noCounts(), recordsRotted: 1 } })).toBe(true);
});
