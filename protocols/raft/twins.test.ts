/** What is computed cleverly, against the definition, computed plainly. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Configuration, Entry, RaftRecord, RaftState } from './raft.ts';
import { raftRules } from './raft-rules.ts';
import { leader, server, turnOf } from './testing/servers.ts';
import { appendEntries, command, configurationOf, refusal, snapshotOf } from './testing/words.ts';

/** Terms of a log: they never fall, and begin after those of a snapshot. */
const terms = fc.array(fc.nat({ max: 2 }), { maxLength: 40 }).map((steps) => {
  let term = 1;
  return steps.map((step) => (term += Math.max(0, step - 1)));
});

interface Compacted {
  readonly disk: readonly RaftRecord[];
  /** Of the last entry that was compacted, and of those that are there. */
  readonly termAt: ReadonlyMap<number, number>;
  readonly lastIndex: number;
}

const compacted: fc.Arbitrary<Compacted> = fc.tuple(terms, fc.nat(40)).map(([all, dropped]) => {
  const last = Math.min(dropped, all.length);
  const lastTerm = last === 0 ? 0 : (all[last - 1] ?? 0);
  const rest = all.slice(last);
  const disk: RaftRecord[] = [
    { kind: 'snapshot', snapshot: snapshotOf(last, lastTerm) },
    { kind: 'term', currentTerm: 50, votedFor: null },
    { kind: 'entries', prevLogIndex: last, entries: rest.map((term) => command(term, 'x')) },
  ];
  return { disk, termAt: new Map([[last, lastTerm], ...rest.map((term, i) => [last + 1 + i, term] as const)]), lastIndex: all.length };
});

describe('halving finds what a walk along the log finds', () => {
  test('where a leader goes on after a conflict', () => {
    fc.assert(
      fc.property(compacted, fc.nat(45), fc.nat(25), fc.nat(45), ({ disk, termAt }, prevLogIndex, conflictTerm, conflictIndex) => {
        const turn = turnOf(leader({ disk }));
        const ofTerm = [...termAt].filter(([index, term]) => term === conflictTerm && index <= prevLogIndex).map(([index]) => index);
        const expected = ofTerm.length === 0 ? conflictIndex : Math.max(...ofTerm) + 1;
        expect(turn.rules.backUp(turn, refusal(51, prevLogIndex, { conflictTerm, conflictIndex }))).toBe(expected);
      }),
    );
  });

  test('what a follower says about a conflict', () => {
    fc.assert(
      fc.property(compacted, fc.nat(45), ({ disk, termAt, lastIndex }, prevLogIndex) => {
        const firstIndex = Math.min(...termAt.keys()) + 1;
        const turn = turnOf(server({ disk }));
        turn.rules.refuseEntries(turn, 1, appendEntries(50, { prevLogIndex, prevLogTerm: 49 }));
        const conflictTerm = termAt.get(prevLogIndex) ?? null;
        const ofTerm = [...termAt].filter(([index, term]) => term === conflictTerm && index >= firstIndex).map(([index]) => index);
        const conflictIndex = conflictTerm === null ? lastIndex + 1 : Math.min(...ofTerm, Math.max(prevLogIndex, firstIndex));
        expect(turn.effects).toMatchObject([{ kind: 'send', message: { success: false, conflictTerm, conflictIndex } }]);
      }),
    );
  });
});

describe('quorums', () => {
  const voters = fc.uniqueArray(fc.nat(8), { minLength: 1, maxLength: 7 });
  const configuration: fc.Arbitrary<Configuration> = fc.tuple(voters, fc.oneof(fc.constant([]), voters)).map(([now, outgoing]) => configurationOf(now, { outgoing }));
  const isMajority = (set: readonly number[], some: readonly number[]): boolean => set.length === 0 || 2 * set.filter((voter) => some.includes(voter)).length > set.length;

  test('are more than half of each set', () => {
    fc.assert(
      fc.property(configuration, fc.uniqueArray(fc.nat(9)), ({ voters, outgoing, learners }, having) => {
        const isQuorum = raftRules.isQuorum({ voters, outgoing, learners }, (voter) => having.includes(voter));
        expect(isQuorum).toBe(isMajority(voters, having) && isMajority(outgoing, having));
      }),
    );
  });

  test('have reached the highest N for which there is one', () => {
    fc.assert(
      fc.property(configuration, fc.array(fc.nat(12), { minLength: 9, maxLength: 9 }), (configuration, values) => {
        const valueOf = (voter: number): number => values[voter] ?? 0;
        const reached = (n: number): boolean => raftRules.isQuorum(configuration, (voter) => valueOf(voter) >= n);
        const highest = Array.from({ length: 14 }, (_, n) => n).filter(reached).at(-1);
        expect(raftRules.quorumValue(configuration, valueOf)).toBe(highest);
      }),
    );
  });

  test('of one configuration always meet, and those of a joint one meet those of both', () => {
    fc.assert(
      fc.property(configuration, fc.uniqueArray(fc.nat(8)), fc.uniqueArray(fc.nat(8)), (configuration, some, others) => {
        const joint = raftRules.isQuorum(configuration, (voter) => some.includes(voter));
        for (const set of [configuration.voters, configuration.outgoing]) {
          const other = set.length > 0 && raftRules.isQuorum(configurationOf(set), (voter) => others.includes(voter));
          if (joint && other) expect(some.filter((voter) => others.includes(voter))).not.toEqual([]);
        }
      }),
    );
  });
});

describe('the configurations that a server knows', () => {
  /** A message of a leader: how much of the log it keeps, and what it appends; or a snapshot of what was applied. */
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kept: fc.nat(20), entries: fc.array(fc.boolean(), { maxLength: 5 }), commit: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ snapshot: fc.nat(20) }) },
  );

  const walk = ({ log, snapshot }: RaftState): RaftState['configurations'] => [
    { index: snapshot.lastIncludedIndex, configuration: snapshot.configuration },
    ...[...log.entries()].flatMap(([index, entry]) => (entry.kind === 'configuration' ? [{ index, configuration: entry.configuration }] : [])),
  ];

  test('are those of its log, whatever was appended, deleted, compacted, and read again', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const hand = server();
        for (const given of changes) {
          const { log, commitIndex, snapshot, currentTerm } = hand.state;
          if ('snapshot' in given) {
            hand.request(0, { kind: 'snapshot', index: given.snapshot, pieces: [] });
          } else {
            const term = currentTerm + 1;
            const prevLogIndex = Math.min(log.lastIndex, Math.max(commitIndex, given.kept));
            const prevLogTerm = prevLogIndex === snapshot.lastIncludedIndex ? snapshot.lastIncludedTerm : log.at(prevLogIndex).term;
            const entries = given.entries.map((isChange, i): Entry => (isChange ? { kind: 'configuration', configuration: configurationOf([0, 1, 2], { learners: [term % 7, i + 10] }), term } : command(term, i)));
            hand.receive(1, appendEntries(term, { prevLogIndex, prevLogTerm, entries, leaderCommit: given.commit }));
          }
          expect(hand.state.configurations).toEqual(walk(hand.state));
        }
        const { configurations } = hand.sync().state;
        expect(hand.crash().state.configurations).toEqual(configurations);
      }),
    );
  });
});
