/** Log replication, the follower's side (paper, section 5.3; Figure 2, AppendEntries RPC, Receiver). */
import { assert } from '../../sim/core/index.ts';
import type { AppendEntries, AppendEntriesReply } from './raft.ts';
import { ignore } from './rules.ts';
import type { RaftTurn, ReplicationRules } from './rules.ts';

type FollowerSide = 'handleAppendEntries' | 'isConsistent' | 'refuseEntries' | 'storeEntries' | 'followCommit';

export const appendEntriesRules: Pick<ReplicationRules, FollowerSide> = {
  handleAppendEntries(turn, from, message) {
    const { state, rules } = turn;
    rules.observeTerm(turn, message.term);
    if (message.term < state.currentTerm) return rules.refuseEntries(turn, from, message);
    assert(state.role !== 'leader', 'Election Safety (5.2)', () => `${from} also leads term ${message.term}`);
    if (state.role !== 'follower') rules.becomeFollower(turn, message.term);
    rules.hearFromLeader(turn, from);
    if (!rules.isConsistent(turn, message)) return rules.refuseEntries(turn, from, message);
    rules.storeEntries(turn, message);
    rules.followCommit(turn, message);
    turn.send(from, { ...replyTo(turn, message), success: true, matchIndex: message.prevLogIndex + message.entries.length });
  },

  isConsistent(turn, { prevLogIndex, prevLogTerm }) {
    // What was compacted had been committed: it agrees with every leader's log.
    if (prevLogIndex < turn.state.snapshot.lastIncludedIndex) return true;
    return turn.knows(prevLogIndex) && turn.termAt(prevLogIndex) === prevLogTerm;
  },

  refuseEntries(turn, from, message) {
    turn.send(from, { ...replyTo(turn, message), ...conflictAt(turn, message) });
  },

  storeEntries(turn, { prevLogIndex, entries }) {
    const { state, rules } = turn;
    const fresh = entries.findIndex((entry, i) => {
      const index = prevLogIndex + 1 + i;
      if (index <= state.snapshot.lastIncludedIndex) return false;
      return index > turn.lastIndex || turn.termAt(index) !== entry.term;
    });
    if (fresh === -1) return ignore('all of it is there, and perhaps more: an older message says nothing about what follows');
    const before = prevLogIndex + fresh;
    assert(before >= state.commitIndex, 'Leader Completeness (5.4): what is committed is never deleted', () => `entry ${before + 1} of ${state.commitIndex} committed ones`);
    const added = entries.slice(fresh);
    state.log = state.log.truncate(before).appendAll(added);
    rules.storeLog(turn, before, added, null);
    rules.followConfigurations(turn, before);
  },

  followCommit({ state }, { prevLogIndex, entries, leaderCommit }) {
    const known = prevLogIndex + entries.length;
    state.commitIndex = Math.max(state.commitIndex, Math.min(leaderCommit, known));
  },
};

function replyTo({ state }: RaftTurn, { term, prevLogIndex, round: asked }: AppendEntries): AppendEntriesReply {
  // Each office counts its rounds anew: one of an earlier term, answered in this one, would confirm what the same server asks as the leader of this term.
  const round = term === state.currentTerm ? asked : 0;
  return { kind: 'appendEntriesReply', term: state.currentTerm, success: false, matchIndex: 0, prevLogIndex, conflictTerm: null, conflictIndex: 0, round };
}

/** The term that stands where the leader's entry should, and the first index of it that is still here. */
function conflictAt(turn: RaftTurn, { prevLogIndex }: AppendEntries): Pick<AppendEntriesReply, 'conflictTerm' | 'conflictIndex'> {
  if (!turn.knows(prevLogIndex)) return { conflictTerm: null, conflictIndex: turn.lastIndex + 1 };
  const conflictTerm = turn.termAt(prevLogIndex);
  let low = turn.state.log.firstIndex;
  let high = prevLogIndex;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (turn.termAt(middle) < conflictTerm) low = middle + 1;
    else high = middle;
  }
  return { conflictTerm, conflictIndex: low };
}
