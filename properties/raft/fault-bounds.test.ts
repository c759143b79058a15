import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { appendEntries, success } from '../../protocols/raft/testing/words.ts';
import { appendsBounded, boundsUnderFaults, compactedInTime, rateBounded, sendingsBounded } from './fault-bounds.ts';
import { bare, message, send, verdict, type Given } from './testing/steps.ts';

test('what was applied is compacted in time', () => {
  const applied = (lastApplied: number, compacted: number): Given => ({ terms: [1, 1, 1, 1, 1], compacted, commitIndex: 5, lastApplied });
  expect(verdict(compactedInTime(bare, 3), [{ after: applied(2, 0) }, { after: applied(5, 3) }])).toBe(true);
  expect(verdict(compactedInTime(bare, 3), [{ after: applied(3, 0) }])).toBe('node 0 keeps 3 entries that it has applied; one of 3 makes a snapshot');
});

describe('a leader accepts no more than it may have uncommitted', () => {
  const leads = (terms: readonly number[], firstIndexOfTerm: number, commitIndex = 0): Given => ({ role: 'leader', terms, firstIndexOfTerm, commitIndex });

  test('and a change of members', () => {
    expect(verdict(appendsBounded(bare, 2), [{ after: leads([1, 1, 1], 1) }])).toBe(true);
    expect(verdict(appendsBounded(bare, 2), [{ after: leads([1, 1, 1, 1], 1) }])).toBe('leader 0 has 4 entries of its term that are not committed; its limit is 2');
    expect(verdict(appendsBounded(bare, 2), [{ after: leads([1, 1, 1, 1], 1, 1) }])).toBe(true);
  });

  test('what it has inherited does not count, nor what a follower has', () => {
    expect(verdict(appendsBounded(bare, 2), [{ after: leads([1, 1, 1, 1, 2, 2, 2], 5) }])).toBe(true);
    expect(verdict(appendsBounded(bare, 2), [{ after: { terms: [1, 1, 1, 1, 1] } }])).toBe(true);
  });
});

test('no step floods a follower', () => {
  const effects = (count: number) => Array.from({ length: count }, () => send(1, appendEntries(1)));
  expect(verdict(sendingsBounded(bare, 1), [{ after: {}, effects: [...effects(3), send(2, appendEntries(1))] }])).toBe(true);
  expect(verdict(sendingsBounded(bare, 1), [{ after: {}, effects: effects(4) }])).toBe('node 0 sends 4 messages to node 1 in one step, more than 3');
});

describe('messages are in proportion to time and requests', () => {
  // Of three servers: 2 others, 2.5 x 10 + 6 x 5 a second to each.
  const tempo = { heartbeatInterval: milliseconds(100), electionTimeoutMin: milliseconds(200) };
  const begins = (count: number, time: number) => ({ time, after: {}, effects: Array.from({ length: count }, () => send(1, appendEntries(1))) });

  test('by time', () => {
    expect(verdict(rateBounded(bare, tempo), [begins(110, 0), begins(110, seconds(1))])).toBe(true);
    expect(verdict(rateBounded(bare, tempo), [begins(110, 0), begins(111, seconds(1))])).toBe('221 messages in 1000000 us and for 0 requests: more than 220');
  });

  test('by requests', () => {
    const asked = { after: {}, event: { kind: 'request', id: 1, request: { kind: 'read' }, clock: null } } as const;
    expect(verdict(rateBounded(bare, tempo), [begins(0, 0), asked, begins(114, 0)])).toBe(true);
    expect(verdict(rateBounded(bare, tempo), [begins(0, 0), asked, begins(115, 0)])).toMatch(/for 1 requests: more than 114/);
  });

  test('answers do not count', () => {
    const answers = Array.from({ length: 200 }, () => send(1, success(1, 1)));
    expect(verdict(rateBounded(bare, tempo), [{ after: {} }, { after: {}, event: message(1, appendEntries(1)), effects: answers }])).toBe(true);
  });
});

test('limits that there are not are not demanded', () => {
  const limits = { maxInflight: 1, maxEntries: 1, heartbeatInterval: 1, electionTimeoutMin: 2, checkQuorum: false };
  expect(boundsUnderFaults(bare, { ...limits, snapshotEvery: 3, maxUncommitted: 3, checkQuorum: true })).toHaveLength(6);
  expect(boundsUnderFaults(bare, { ...limits, snapshotEvery: null, maxUncommitted: null })).toHaveLength(3);
});
