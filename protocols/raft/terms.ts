/** Terms, and when a server believes in its leader (paper, sections 5.1 and 5.2). */
import type { TermRules } from './rules.ts';

export const termRules: TermRules = {
  observeTerm(turn, term) {
    if (term > turn.state.currentTerm) turn.rules.becomeFollower(turn, term);
  },

  becomeFollower(turn, term) {
    const { state } = turn;
    const led = state.role === 'leader';
    if (term > state.currentTerm) {
      state.currentTerm = term;
      state.votedFor = null;
      state.leaderId = null;
      // Chunks of another leader may be cut otherwise (Figure 13, Receiver 2).
      state.incoming = null;
      // Whom it knew is still recent: a lease rests on its refusal to vote until the minimum timeout is over, in whatever term.
      turn.rules.storeTerm(turn);
    }
    state.role = 'follower';
    state.votes = [];
    if (!led) return;
    // Nobody leads whom it knew: its own office is what ended.
    state.leaderId = null;
    for (const timer of ['heartbeat', 'quorum', 'transfer'] as const) turn.cancelTimer(timer);
    for (const { id } of state.reads) turn.answer(id, { kind: 'notLeader', leader: null });
    state.reads = [];
    state.rounds = [];
    state.progress = [];
    state.transfer = null;
    turn.rules.resetElectionTimer(turn);
  },

  resetElectionTimer(turn) {
    const { electionTimeoutMin, electionTimeoutMax } = turn.options;
    turn.state.leaderIsRecent = false;
    turn.setTimer('election', electionTimeoutMin, electionTimeoutMax);
  },

  // The timeout is waited for in two parts, the minimum here and the rest in `handleElectionTimeout`: a node reads no clock, and the end
  // of the first part tells it that its leader is not recent any more.
  hearFromLeader(turn, leader) {
    turn.state.leaderId = leader;
    turn.state.leaderIsRecent = true;
    turn.setTimer('election', turn.options.electionTimeoutMin);
  },
};
