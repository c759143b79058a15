/** Log replication, the leader's side (paper, section 5.3). */
import type { Progress } from './raft.ts';
import { heartbeatsPerChunk } from './progress.ts';
import { ignore } from './rules.ts';
import type { RaftTurn, ReplicationRules } from './rules.ts';

type LeaderSide =
  | 'start'
  | 'appendAsLeader'
  | 'handleStored'
  | 'replicate'
  | 'appendEntriesFor'
  | 'sendHeartbeats'
  | 'sendHeartbeat'
  | 'handleAppendEntriesReply'
  | 'advanceProgress'
  | 'stillInflight'
  | 'isStaleRefusal'
  | 'backUp';

export const replicationRules: Pick<ReplicationRules, LeaderSide> = {
  start(turn, id, command) {
    const { state, options, rules } = turn;
    if (!turn.leadsFor(id)) return;
    if (state.transfer !== null) return turn.refuse(id, 'transferring');
    // Those of earlier terms do not count: without a new one, they would never be committed (5.4.2).
    const uncommitted = turn.lastIndex - Math.max(state.commitIndex, state.firstIndexOfTerm - 1);
    if (options.maxUncommitted !== null && uncommitted >= options.maxUncommitted) return turn.refuse(id, 'logFull');
    turn.answer(id, { kind: 'started', index: turn.lastIndex + 1, term: state.currentTerm });
    rules.appendAsLeader(turn, { kind: 'command', command });
  },

  appendAsLeader(turn, payload) {
    const { state, rules } = turn;
    const entry = { ...payload, term: state.currentTerm };
    const prevLogIndex = turn.lastIndex;
    state.log = state.log.append(entry);
    rules.storeLog(turn, prevLogIndex, [entry], state.tags++);
    if (payload.kind === 'configuration') rules.followConfigurations(turn, prevLogIndex);
    for (const { peer } of state.progress) rules.replicate(turn, peer);
  },

  handleStored(turn, tags) {
    const { state } = turn;
    if (state.role === 'candidate' && tags.includes(state.tags - 1)) return turn.rules.countVote(turn, state.self);
    if (state.role !== 'leader') return ignore('only a leader counts its own copy');
    // A tag of an earlier office says nothing about the entry that stands at its index now.
    const own = tags.filter((tag) => tag >= state.firstTag);
    for (const tag of own) state.durableIndex = Math.max(state.durableIndex, state.firstIndexOfTerm + tag - state.firstTag);
  },

  replicate(turn, peer) {
    const { options, rules } = turn;
    for (;;) {
      const progress = turn.progressOf(peer);
      if (progress === null || progress.mode === 'snapshot' || progress.nextIndex > turn.lastIndex) return;
      if (progress.inflight.length >= (progress.mode === 'probe' ? 1 : options.maxInflight)) return;
      if (rules.needsSnapshot(turn, progress)) return rules.sendSnapshot(turn, { ...progress, received: 0 });
      const message = rules.appendEntriesFor(turn, progress, options.maxEntries);
      turn.sendAsLeader(peer, message);
      const last = message.prevLogIndex + message.entries.length;
      const nextIndex = progress.mode === 'probe' ? progress.nextIndex : last + 1;
      turn.update(peer, { nextIndex, inflight: [...progress.inflight, last] });
    }
  },

  appendEntriesFor(turn, { nextIndex }, most) {
    const { currentTerm, commitIndex, log, round } = turn.state;
    const prevLogIndex = nextIndex - 1;
    const entries = log.slice(nextIndex, Math.min(turn.lastIndex + 1, nextIndex + most));
    return { kind: 'appendEntries', term: currentTerm, prevLogIndex, prevLogTerm: turn.termAt(prevLogIndex), entries, leaderCommit: commitIndex, round };
  },

  sendHeartbeats(turn) {
    const { state, options, rules } = turn;
    turn.setTimer('heartbeat', options.heartbeatInterval);
    rules.beginRound(turn);
    for (const { peer } of state.progress) rules.sendHeartbeat(turn, peer);
  },

  sendHeartbeat(turn, peer) {
    const { options, rules } = turn;
    const progress = turn.progressOf(peer);
    if (progress === null) return;
    if (progress.mode === 'snapshot') return keepSnapshotGoing(turn, progress);
    if (rules.needsSnapshot(turn, progress)) return rules.sendSnapshot(turn, { ...progress, received: 0 });
    // A probe that has had no answer is repeated, entries and all. What a window of messages lacks shows at their end.
    const isProbe = progress.mode === 'probe';
    const message = rules.appendEntriesFor(turn, progress, isProbe ? options.maxEntries : 0);
    turn.sendAsLeader(peer, message);
    if (isProbe) turn.update(peer, { inflight: message.entries.length === 0 ? [] : [message.prevLogIndex + message.entries.length] });
  },

  handleAppendEntriesReply(turn, from, message) {
    const { state, rules } = turn;
    rules.observeTerm(turn, message.term);
    if (state.role !== 'leader' || message.term < state.currentTerm) return ignore('stale term');
    const progress = turn.progressOf(from);
    if (progress === null) return ignore('it is no member any more');
    turn.update(from, { isActive: true, round: Math.max(progress.round, message.round) });
    if (message.success) return rules.advanceProgress(turn, progress, message);
    if (rules.isStaleRefusal(progress, message)) return ignore('a refusal of something older');
    turn.update(from, { mode: 'probe', nextIndex: Math.max(progress.matchIndex + 1, rules.backUp(turn, message)), inflight: [] });
    rules.replicate(turn, from);
  },

  advanceProgress(turn, progress, message) {
    const { peer, mode, nextIndex } = progress;
    const matchIndex = Math.max(progress.matchIndex, message.matchIndex);
    const agrees = mode !== 'snapshot' || turn.knows(matchIndex);
    turn.update(peer, {
      mode: agrees ? 'replicate' : 'snapshot',
      matchIndex,
      nextIndex: Math.max(nextIndex, matchIndex + 1),
      inflight: turn.rules.stillInflight(progress, matchIndex),
    });
    turn.rules.replicate(turn, peer);
  },

  stillInflight: ({ mode, inflight }, matchIndex) => (mode === 'replicate' ? inflight.filter((last) => last > matchIndex) : []),

  isStaleRefusal({ mode, matchIndex, nextIndex }, { prevLogIndex }) {
    if (mode === 'snapshot') return true;
    return mode === 'probe' ? prevLogIndex !== nextIndex - 1 : prevLogIndex <= matchIndex;
  },

  backUp(turn, { prevLogIndex, conflictTerm, conflictIndex }) {
    if (!turn.options.fastBackup) return prevLogIndex;
    if (conflictTerm === null) return conflictIndex;
    const last = lastIndexOf(turn, conflictTerm, prevLogIndex);
    return last === null ? conflictIndex : last + 1;
  },
};

/** The last entry of this term at or before `before`; null where the log has none. Terms only grow, so halving finds it. */
function lastIndexOf(turn: RaftTurn, term: number, before: number): number | null {
  let low = turn.state.snapshot.lastIncludedIndex;
  let high = Math.min(before, turn.lastIndex);
  if (high < low || turn.termAt(low) > term) return null;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (turn.termAt(middle) <= term) low = middle;
    else high = middle - 1;
  }
  return turn.termAt(low) === term ? low : null;
}

/** While a snapshot is under way, heartbeats keep the follower calm; a chunk that had no answer for some of them is sent again. */
function keepSnapshotGoing(turn: RaftTurn, progress: Progress): void {
  const { currentTerm, commitIndex, snapshot, round } = turn.state;
  const { lastIncludedIndex: prevLogIndex, lastIncludedTerm: prevLogTerm } = snapshot;
  turn.sendAsLeader(progress.peer, { kind: 'appendEntries', term: currentTerm, prevLogIndex, prevLogTerm, entries: [], leaderCommit: commitIndex, round });
  if (progress.silence + 1 < heartbeatsPerChunk) turn.update(progress.peer, { silence: progress.silence + 1 });
  else turn.rules.sendSnapshot(turn, progress);
}
