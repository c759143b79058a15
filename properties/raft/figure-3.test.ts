import { describe, expect, test } from 'vitest';
import { electionSafety, leaderAppendOnly, leaderCompleteness, logMatching, stateMachineSafety } from './figure-3.ts';
import { bare, verdict, type Move } from './testing/steps.ts';

describe('Election Safety: "at most one leader can be elected in a given term"', () => {
  const leader = (node: number, currentTerm: number): readonly Move[] => [
    { node, after: { currentTerm } },
    { node, after: { currentTerm, role: 'leader' } },
  ];

  test('two leaders of one term are found, also when the first has crashed', () => {
    expect(verdict(electionSafety(bare), [...leader(0, 3), { node: 0, event: 'start', after: { currentTerm: 3 } }, ...leader(1, 3)])).toBe('nodes 0 and 1 have both been elected in term 3');
  });

  test('leaders of different terms are none of its business', () => {
    expect(verdict(electionSafety(bare), [...leader(0, 3), ...leader(1, 4)])).toBe(true);
  });
});

describe('Leader Append-Only: "a leader never overwrites or deletes entries in its log"', () => {
  const leads = { role: 'leader', currentTerm: 2 } as const;

  test('an entry that goes is missed', () => {
    expect(verdict(leaderAppendOnly(bare), [{ after: { ...leads, terms: [1, 2, 2] } }, { after: { ...leads, terms: [1, 2] } }])).toMatch(/entries up to 3, of which it kept those up to 2/);
  });

  test('so is one that another takes the place of', () => {
    expect(verdict(leaderAppendOnly(bare), [{ after: { ...leads, terms: [1, 1] } }, { after: { ...leads, terms: [1, 2, 2] } }])).toMatch(/kept those up to 1/);
  });

  test('appending and compacting are no deletion', () => {
    expect(verdict(leaderAppendOnly(bare), [{ after: { ...leads, terms: [1, 2] } }, { after: { ...leads, terms: [1, 2, 2], compacted: 2 } }])).toBe(true);
  });

  test('a follower may delete', () => {
    expect(verdict(leaderAppendOnly(bare), [{ after: { ...leads, terms: [1, 2] } }, { after: { currentTerm: 3, terms: [1] } }])).toBe(true);
  });
});

describe('Log Matching: "if two logs contain an entry with the same index and term, then the logs are identical in all entries up through the given index"', () => {
  test('the same entry behind different ones is found', () => {
    expect(verdict(logMatching(bare), [{ node: 0, after: { terms: [1, 1, 3] } }, { node: 1, after: { terms: [1, 2, 3] } }])).toBe('the log of node 1 up to entry 3 of term 3 is not what led to that entry elsewhere');
  });

  test('also with entries that have long been overwritten', () => {
    const moves: readonly Move[] = [{ after: { terms: [1, 1, 3] } }, { after: { terms: [1, 4, 4] } }, { node: 1, after: { terms: [1, 2] } }, { node: 1, after: { terms: [1, 2, 3] } }];
    expect(verdict(logMatching(bare), moves)).toMatch(/entry 3 of term 3/);
  });

  test('and with a snapshot in place of the entries', () => {
    expect(verdict(logMatching(bare), [{ node: 0, after: { terms: [1, 1, 3] } }, { node: 1, after: { terms: [1, 2, 3], compacted: 3 } }])).toMatch(/entry 3 of term 3/);
  });

  test('logs that part ways, and differ from there on, are as they should be', () => {
    expect(verdict(logMatching(bare), [{ node: 0, after: { terms: [1, 1, 1] } }, { node: 1, after: { terms: [1, 1, 2, 2] } }, { node: 0, after: { terms: [1, 1, 2] } }])).toBe(true);
  });
});

describe('Leader Completeness: an entry committed in a term "will be present in the logs of the leaders for all higher-numbered terms"', () => {
  const commits: readonly Move[] = [{ node: 0, after: { terms: [1, 2] } }, { node: 0, after: { terms: [1, 2], commitIndex: 2, role: 'leader' } }];

  test('a later leader that lacks it is found', () => {
    expect(verdict(leaderCompleteness(bare), [...commits, { node: 1, after: { terms: [1], currentTerm: 3 } }, { node: 1, after: { terms: [1], currentTerm: 3, role: 'leader' } }])).toBe(
      'node 1 leads term 3 without the entries up to 2, committed in term 2',
    );
  });

  test('also where it has another one there', () => {
    expect(verdict(leaderCompleteness(bare), [...commits, { node: 1, after: { terms: [1, 1], currentTerm: 3 } }, { node: 1, after: { terms: [1, 1], currentTerm: 3, role: 'leader' } }])).toMatch(/without the entries up to 2/);
  });

  test('and where the later leader was elected before the entry was committed', () => {
    const elected: readonly Move[] = [{ node: 1, after: { terms: [1], currentTerm: 3 } }, { node: 1, after: { terms: [1], currentTerm: 3, role: 'leader' } }];
    expect(verdict(leaderCompleteness(bare), [...elected, ...commits])).toMatch(/node 1 leads term 3 without/);
  });

  test('the leader of an earlier term may lack it', () => {
    expect(verdict(leaderCompleteness(bare), [...commits, { node: 1, after: { terms: [1], currentTerm: 1 } }, { node: 1, after: { terms: [1], currentTerm: 1, role: 'leader' } }])).toBe(true);
  });
});

describe('State Machine Safety: "no other server will ever apply a different log entry for the same index"', () => {
  const applied = (count: number) => ({ commitIndex: count, lastApplied: count });

  test('two servers that have applied different entries are found', () => {
    expect(verdict(stateMachineSafety(bare), [{ node: 0, after: { terms: [1, 1], ...applied(2) } }, { node: 1, after: { terms: [1, 2, 2], ...applied(1) } }, { node: 1, after: { terms: [1, 2, 2], ...applied(2) } }])).toBe(
      'node 1 has committed other entries up to 2 than another server, or itself before',
    );
  });

  test('so is one that applies something else after a restart', () => {
    expect(verdict(stateMachineSafety(bare), [{ after: { terms: [1, 1], ...applied(2) } }, { event: 'start', after: { terms: [1, 2] } }, { after: { terms: [1, 2], ...applied(2) } }])).toMatch(/or itself before/);
  });

  test('what is not applied may differ', () => {
    expect(verdict(stateMachineSafety(bare), [{ node: 0, after: { terms: [1, 1], ...applied(1) } }, { node: 1, after: { terms: [1, 2], ...applied(1) } }])).toBe(true);
  });
});
