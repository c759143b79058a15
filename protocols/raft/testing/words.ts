/** Messages of Raft with all that a test does not care about filled in. */
import { Log } from '../../../sim/core/index.ts';
import type { AppendEntries, AppendEntriesReply, Configuration, Entry, InstallSnapshot, InstallSnapshotReply, RequestVote, RequestVoteReply, Snapshot } from '../raft.ts';

export const command = (term: number, text: unknown): Entry => ({ kind: 'command', command: text, term });

export const noOp = (term: number): Entry => ({ kind: 'noOp', term });

/** A command for each of these terms; it says its index and its term. */
export const entries = (terms: readonly number[], firstIndex: number = 1): readonly Entry[] => terms.map((term, i) => command(term, `${firstIndex + i}@${term}`));

export const configurationOf = (voters: readonly number[], given: Partial<Configuration> = {}): Configuration => ({ voters, outgoing: [], learners: [], ...given });

export const requestVote = (term: number, given: Partial<RequestVote> = {}): RequestVote => ({
  kind: 'requestVote',
  term,
  lastLogIndex: 0,
  lastLogTerm: 0,
  preVote: false,
  transfer: false,
  ...given,
});

export const vote = (term: number, given: Partial<RequestVoteReply> = {}): RequestVoteReply => ({ kind: 'requestVoteReply', term, voteGranted: true, preVote: false, ...given });

/** Of entries that follow the one at `prevLogIndex` of `prevLogTerm`. */
export const appendEntries = (term: number, given: Partial<AppendEntries> = {}): AppendEntries => ({
  kind: 'appendEntries',
  term,
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [],
  leaderCommit: 0,
  round: 0,
  ...given,
});

export const success = (term: number, matchIndex: number, given: Partial<AppendEntriesReply> = {}): AppendEntriesReply => ({
  kind: 'appendEntriesReply',
  term,
  success: true,
  matchIndex,
  prevLogIndex: matchIndex,
  conflictTerm: null,
  conflictIndex: 0,
  round: 0,
  ...given,
});

export const refusal = (term: number, prevLogIndex: number, given: Partial<AppendEntriesReply> = {}): AppendEntriesReply => ({
  ...success(term, 0),
  success: false,
  prevLogIndex,
  ...given,
});

export const snapshotOf = (lastIncludedIndex: number, lastIncludedTerm: number, given: Partial<Snapshot> = {}): Snapshot => ({
  lastIncludedIndex,
  lastIncludedTerm,
  configuration: configurationOf([0, 1, 2]),
  logHash: Log.empty(1).prefixHash(0),
  pieces: ['all'],
  ...given,
});

export const installSnapshot = (term: number, snapshot: Snapshot, given: Partial<InstallSnapshot> = {}): InstallSnapshot => ({
  kind: 'installSnapshot',
  term,
  snapshot,
  offset: 0,
  done: true,
  ...given,
});

export const installed = (term: number, lastIncludedIndex: number, given: Partial<InstallSnapshotReply> = {}): InstallSnapshotReply => ({
  kind: 'installSnapshotReply',
  term,
  lastIncludedIndex,
  offset: 0,
  received: 1,
  installed: true,
  ...given,
});
