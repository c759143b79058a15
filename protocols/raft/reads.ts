/** Linearizable reads without an entry in the log (thesis 6.4). */
import type { PendingRead } from './raft.ts';
import type { RaftTurn, ReadRules } from './rules.ts';

export const readRules: ReadRules = {
  read(turn, id) {
    const { state, rules } = turn;
    if (!turn.leadsFor(id)) return;
    if (rules.hasCommittedInTerm(turn) && rules.hasLease(turn)) return turn.answer(id, { kind: 'readable', index: state.commitIndex });
    state.reads = [...state.reads, { id, index: null, round: 0 }];
  },

  hasCommittedInTerm(turn) {
    return turn.termAt(turn.state.commitIndex) === turn.state.currentTerm;
  },

  roundOfReads: ({ state }) => state.round + 1,

  beginRound({ state, options, now }) {
    state.round++;
    if (options.reads === 'lease' && now !== null) state.rounds = [...state.rounds, { round: state.round, sentAt: now }];
  },

  confirmedRound(turn) {
    const { state, rules } = turn;
    return rules.quorumValue(turn.configuration, (voter) => (voter === state.self ? state.round : (turn.progressOf(voter)?.round ?? 0)));
  },

  clockOfLeases: ({ monotonic }) => monotonic,

  // The voter's clock may be the fastest that is allowed, the leader's the slowest.
  leaseDuration: ({ electionTimeoutMin, maxClockDrift }) => Math.floor((electionTimeoutMin * (1_000 - maxClockDrift)) / (1_000 + maxClockDrift)),

  // A voter that answered a round refuses its vote for the minimum election timeout from when the message came, which is after it was sent.
  extendLease({ state, options, rules }, confirmed) {
    const newest = state.rounds.findLast(({ round }) => round <= confirmed);
    if (newest === undefined) return;
    state.leaseUntil = Math.max(state.leaseUntil, newest.sentAt + rules.leaseDuration(options));
    state.rounds = state.rounds.filter(({ round }) => round > newest.round);
  },

  waitOutLease(turn) {
    turn.state.leaderIsRecent = true;
    turn.setTimer('election', turn.options.electionTimeoutMin);
  },

  hasLease({ state, options, now }) {
    return options.reads === 'lease' && now !== null && now < state.leaseUntil && !state.leaseForfeited;
  },

  confirmReads(turn) {
    const { state, options, rules } = turn;
    if (state.role !== 'leader' || (state.reads.length === 0 && options.reads !== 'lease')) return;
    const confirmed = rules.confirmedRound(turn);
    rules.extendLease(turn, confirmed);
    answerConfirmed(turn, confirmed);
    if (state.reads.length === 0 || !rules.hasCommittedInTerm(turn)) return;
    // One round at a time: reads that come while it is under way share the next one.
    if (state.reads.some(({ index }) => index !== null)) return;
    state.reads = state.reads.map(({ id }) => ({ id, index: state.commitIndex, round: rules.roundOfReads(turn) }));
    rules.sendHeartbeats(turn);
    answerConfirmed(turn, rules.confirmedRound(turn));
  },
};

function answerConfirmed(turn: RaftTurn, confirmed: number): void {
  const { state } = turn;
  const isConfirmed = ({ index, round }: PendingRead): boolean => index !== null && round <= confirmed;
  for (const { id, index } of state.reads.filter((read) => isConfirmed(read))) turn.answer(id, { kind: 'readable', index: index ?? 0 });
  state.reads = state.reads.filter((read) => !isConfirmed(read));
}
