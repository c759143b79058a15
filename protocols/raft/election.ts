/** Leader election (paper, section 5.2 and 5.4.1) and pre-vote (thesis 9.6). */
import type { RequestVote } from './raft.ts';
import { ignore, isVoter, membersOf } from './rules.ts';
import type { ElectionRules, RaftTurn } from './rules.ts';
import { freshProgress } from './progress.ts';

export const electionRules: ElectionRules = {
  handleElectionTimeout(turn) {
    const { state, options, rules } = turn;
    if (state.role === 'leader') return ignore('a leader waits for nobody');
    if (state.leaderIsRecent) {
      state.leaderIsRecent = false;
      return turn.setTimer('election', 1, Math.max(1, options.electionTimeoutMax - options.electionTimeoutMin));
    }
    if (!rules.mayCampaign(turn)) {
      // Nobody tells it any more who leads: were it to go on naming the last leader it knew, clients would be sent in circles.
      state.leaderId = null;
      return rules.resetElectionTimer(turn);
    }
    if (options.preVote) rules.startPreVote(turn);
    else rules.startElection(turn, false);
  },

  // Until C_new is committed, those that it removes may be the only ones that can be elected (thesis 4.2.2, Figure 4.6).
  mayCampaign({ state }) {
    const committed = state.configurations.findLastIndex(({ index }) => index <= state.commitIndex);
    return state.configurations.slice(Math.max(0, committed)).some(({ configuration }) => isVoter(configuration, state.self));
  },

  startPreVote(turn) {
    const { state, rules } = turn;
    state.role = 'preCandidate';
    state.leaderId = null;
    state.votes = [];
    rules.resetElectionTimer(turn);
    // Early: a question promises nothing.
    for (const voter of turn.otherVoters) turn.sendEarly(voter, requestVote(turn, { preVote: true, transfer: false }));
    rules.countVote(turn, state.self);
  },

  startElection(turn, transfer) {
    const { state, rules } = turn;
    state.role = 'candidate';
    state.currentTerm++;
    state.votedFor = state.self;
    state.leaderId = null;
    // It is counted once it is stored: a voter alone that led before could lead the same term again after a crash.
    state.votes = [state.self];
    rules.storeTerm(turn, state.tags++);
    rules.resetElectionTimer(turn);
    for (const voter of turn.otherVoters) turn.send(voter, requestVote(turn, { preVote: false, transfer }));
  },

  isDisturbance({ state, options }, { preVote, transfer }) {
    // Voters that refuse votes as well would strand a leader that nobody hears: only one that checks its quorum gives up by itself.
    const protects = options.checkQuorum || (options.preVote && preVote);
    return protects && !transfer && (state.leaderIsRecent || state.role === 'leader');
  },

  handleRequestVote(turn, from, message) {
    const { state, rules } = turn;
    const { term, preVote } = message;
    const disturbs = rules.isDisturbance(turn, message);
    if (!preVote && !disturbs) rules.observeTerm(turn, term);
    const voteGranted = !disturbs && rules.mayVoteFor(turn, from, message) && rules.isUpToDate(turn, message);
    if (voteGranted && !preVote) rules.grantVote(turn, from);
    // A refusal carries the voter's term, also to a candidate of an older one: else it would ask for ever.
    turn.send(from, { kind: 'requestVoteReply', term: voteGranted ? term : state.currentTerm, voteGranted, preVote });
  },

  mayVoteFor({ state }, from, { term, preVote }) {
    if (preVote) return term > state.currentTerm;
    return term === state.currentTerm && (state.votedFor === null || state.votedFor === from);
  },

  isUpToDate(turn, { lastLogIndex, lastLogTerm }) {
    return lastLogTerm > turn.lastTerm || (lastLogTerm === turn.lastTerm && lastLogIndex >= turn.lastIndex);
  },

  grantVote(turn, from) {
    if (turn.state.votedFor !== from) {
      turn.state.votedFor = from;
      turn.rules.storeTerm(turn);
    }
    turn.rules.resetElectionTimer(turn);
  },

  handleRequestVoteReply(turn, from, { term, voteGranted, preVote }) {
    const { state, rules } = turn;
    // The term of a granted pre-vote is that of an election that has not begun.
    if (!(preVote && voteGranted)) rules.observeTerm(turn, term);
    if (!voteGranted) return ignore('refused');
    const expected = preVote ? state.role === 'preCandidate' && term === state.currentTerm + 1 : state.role === 'candidate' && term === state.currentTerm;
    if (!expected) return ignore('it answers an election that is over');
    rules.countVote(turn, from);
  },

  countVote(turn, from) {
    const { state, rules } = turn;
    if (!state.votes.includes(from)) state.votes = [...state.votes, from];
    if (!rules.isQuorum(turn.configuration, (voter) => state.votes.includes(voter))) return;
    if (state.role === 'preCandidate') rules.startElection(turn, false);
    else rules.becomeLeader(turn);
  },

  becomeLeader(turn) {
    const { state, options, rules } = turn;
    state.role = 'leader';
    state.leaderId = state.self;
    state.leaderIsRecent = false;
    state.incoming = null;
    state.progress = membersOf(turn.configuration).flatMap((peer) => (peer === state.self ? [] : [freshProgress(peer, turn.lastIndex + 1)]));
    state.durableIndex = 0;
    state.firstTag = state.tags;
    state.firstIndexOfTerm = turn.lastIndex + 1;
    state.checkedIndex = 0;
    state.leaseUntil = 0;
    state.leaseForfeited = false;
    turn.cancelTimer('election');
    turn.setTimer('heartbeat', options.heartbeatInterval);
    if (options.checkQuorum) turn.setTimer('quorum', options.electionTimeoutMin);
    rules.beginTerm(turn);
  },

  beginTerm(turn) {
    if (turn.options.noOp) turn.rules.appendAsLeader(turn, { kind: 'noOp' });
    else turn.rules.sendHeartbeats(turn);
  },
};

function requestVote(turn: RaftTurn, { preVote, transfer }: Pick<RequestVote, 'preVote' | 'transfer'>): RequestVote {
  const term = turn.state.currentTerm + (preVote ? 1 : 0);
  return { kind: 'requestVote', term, lastLogIndex: turn.lastIndex, lastLogTerm: turn.lastTerm, preVote, transfer };
}
