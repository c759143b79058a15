/** Each story of Raft holds, and bites: with the one rule replaced that it is about, it fails. */
import { describe, expect, test } from 'vitest';
import type { AppendEntries, RequestVote } from '../protocols/raft/raft.ts';
import { raftRules } from '../protocols/raft/raft-rules.ts';
import type { RaftRules, RaftTurn } from '../protocols/raft/rules.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { leaseUnderDrift } from '../scenarios/raft/leases.ts';
import { allBuiltins } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { runSeed } from './run.ts';

const catalogue = await allBuiltins();

/** A rule of Raft, wrong. */
function wrong(title: string, replaces: Partial<RaftRules>): Mutant<RaftRules> {
  return { id: 'RAFT-STORY', title, protocol: 'raftReplica', hardness: 'easy', source: 'hunt/raft-stories.test.ts', replaces };
}

const anyQuorum = wrong('half is a majority', {
  isQuorum: ({ voters }, has) => 2 * voters.filter(has).length >= voters.length,
});
const anyLog = wrong('a vote for any log', { isUpToDate: () => true });
const anyVote = wrong('a vote in spite of a leader', { isDisturbance: () => false });

/** Each story, a rule that it is about, and in how many seeds it shows. */
const stories: readonly (readonly [name: string, mutant: Mutant<RaftRules>, within: number])[] = [
  ['figure-7', wrong('whatever stands before is consistent', { isConsistent: () => true }), 1],
  ['figure-8', wrong('entries of older terms are committed by counting', { advanceCommitIndex: commitByCounting }), 3],
  ['figure-8-e', anyLog, 30],
  ['bridge', anyVote, 3],
  ['ring', anyVote, 3],
  ['one-way', wrong('a leader leads on without a quorum', { checkQuorum: () => {} }), 3],
  ['swizzle', anyLog, 50],
  ['paused-leader', wrong('entries of older terms are taken, too', { handleAppendEntries: obeyAnyTerm }), 30],
  ['deposed-leader', wrong('reads are answered at once', { read: readAtOnce }), 20],
  ['torn-vote', wrong('a vote leaves before it is stored', { handleRequestVote: early((turn, from, message: RequestVote) => raftRules.handleRequestVote(turn, from, message)) }), 30],
  ['power-loss', wrong('entries are acknowledged before they are stored', { handleAppendEntries: early((turn, from, message: AppendEntries) => raftRules.handleAppendEntries(turn, from, message)) }), 30],
  ['hung-disk', wrong('a leader that stores nothing leads on', { isStalled: () => false }), 3],
  ['slow-disk', wrong('what was not stored is forgotten', { handleStorageFailed: () => {} }), 30],
  ['drift', wrong('a lease takes clocks for exact', { extendLease: leaseWithoutDrift }), 100],
  ['clocks-set', wrong('leases are measured on the wall clock', { clockOfLeases: ({ wall }) => wall }), 10],
  ['rolling-restarts', wrong('a voter forgets the lease that it gave', { waitOutLease: () => {} }), 10],
  ['swarm-old-leaders', wrong('the round under way confirms a read', { roundOfReads: ({ state }) => state.round }), 50],
  ['withdrawn-change', wrong('a change stays, whatever becomes of its entry', { followConfigurations: keepChange }), 5],
  ['membership-joint', wrong('the new voters decide alone', { quorumValue: (configuration, valueOf) => raftRules.quorumValue({ ...configuration, outgoing: [] }, valueOf) }), 20],
  ['membership-single', wrong('a leader changes members before it has committed anything', { hasCommittedInTerm: () => true }), 10],
  ['removed', anyVote, 10],
  ['divergent-tail', wrong('what is behind a snapshot stays', { logAfter: keepTail }), 3],
  ['transfer', wrong('a leader that was asked for is disturbing', { startElection: (turn) => raftRules.startElection(turn, false) }), 3],
  ['transfer-lease', wrong('the lease outlives the office', { advanceTransfer: keepLease }), 30],
  ['learners', wrong('learners count', { quorumValue: ({ voters, learners }, valueOf) => raftRules.quorumValue({ voters: [...voters, ...learners], outgoing: [], learners: [] }, valueOf) }), 10],
  ['reads', wrong('reads are answered at once', { read: readAtOnce }), 100],
  ['upgrade', anyLog, 200],
  ['damaged-disk', wrong('damaged records are passed over', { recover: (initial, disk) => raftRules.recover(initial, disk.filter(({ kind }) => kind === 'record')) }), 200],
  ['one-server', wrong('nothing is stored', { storeLog: () => {} }), 10],
  ['two-servers', anyQuorum, 20],
  ['four-servers', anyQuorum, 50],
  ['five-servers', anyLog, 200],
  ['seven-servers', anyLog, 200],
];

function commitByCounting({ state, configuration }: RaftTurn): void {
  const stored = (voter: number): number => (voter === state.self ? state.log.lastIndex : (state.progress.find(({ peer }) => peer === voter)?.matchIndex ?? 0));
  if (state.role === 'leader') state.commitIndex = Math.max(state.commitIndex, raftRules.quorumValue(configuration, stored));
}

function keepChange(turn: RaftTurn, after: number): void {
  const { configurations } = turn.state;
  raftRules.followConfigurations(turn, after);
  if (configurations.length > turn.state.configurations.length) turn.state.configurations = configurations;
}

function obeyAnyTerm(...[turn, from, message]: Parameters<RaftRules['handleAppendEntries']>): void {
  raftRules.handleAppendEntries(turn, from, { ...message, term: Math.max(message.term, turn.state.currentTerm) });
}

function readAtOnce(turn: RaftTurn, id: number): void {
  if (turn.leadsFor(id)) turn.answer(id, { kind: 'readable', index: turn.state.commitIndex });
}

/** The same rule, but what it sends waits for no disk. */
function early<Message>(handle: (turn: RaftTurn, from: number, message: Message) => void): (turn: RaftTurn, from: number, message: Message) => void {
  return (turn, from, message) => {
    const first = turn.effects.length;
    handle(turn, from, message);
    const said = turn.effects.splice(first);
    turn.effects.push(...said.map((effect) => (effect.kind === 'send' ? { ...effect, early: true } : effect)));
  };
}

function leaseWithoutDrift({ state, options }: RaftTurn, confirmed: number): void {
  const newest = state.rounds.findLast(({ round }) => round <= confirmed);
  if (newest !== undefined) state.leaseUntil = Math.max(state.leaseUntil, newest.sentAt + options.electionTimeoutMin);
}

function keepTail(...[turn, snapshot]: Parameters<RaftRules['logAfter']>): ReturnType<RaftRules['logAfter']> {
  const { lastIncludedIndex } = snapshot;
  return turn.knows(lastIncludedIndex) ? turn.state.log.dropPrefix(lastIncludedIndex) : raftRules.logAfter(turn, snapshot);
}

function keepLease(turn: RaftTurn): void {
  const { leaseForfeited } = turn.state;
  raftRules.advanceTransfer(turn);
  turn.state.leaseForfeited = leaseForfeited;
}

function storyNamed(name: string): Scenario {
  const story = catalogue[`raft/${name}`];
  if (story === undefined) throw new RangeError(name);
  return story;
}

describe.each(stories)('%s', (name, mutant, within) => {
  const story = storyNamed(name);

  test('holds', () => {
    for (let seed = 0; seed < 3; seed++) expect(runSeed(story, seed).failure).toBeNull();
  });

  test(`fails where ${mutant.title}`, () => {
    const found = Array.from({ length: within }, (_, seed) => seed).find((seed) => runSeed(story, seed, { mutant }).failure !== null);
    expect(found).toBeDefined();
  });
});

test('clocks that are worse than declared make leases lie: the bound is needed, and the search finds it', () => {
  const drift = storyNamed('drift');
  // What clients see is enough.
  const worse = { ...drift, scripts: [leaseUnderDrift(200)], properties: drift.properties.filter(({ kind }) => kind === 'linearizable') };
  const seed = Array.from({ length: 20 }, (_, candidate) => candidate).find((candidate) => runSeed(worse, candidate).failure !== null);
  expect(seed).toBeDefined();
  expect(runSeed(worse, seed ?? 0).failure).toMatchObject({ kind: 'notLinearizable' });
  expect(runSeed(drift, seed ?? 0).failure).toBeNull();
});
