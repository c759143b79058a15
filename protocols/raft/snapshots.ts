/** Log compaction and InstallSnapshot (paper, section 7), whole or in chunks. */
import { assert, Log } from '../../sim/core/index.ts';
import type { Configuration, InstallSnapshot, Snapshot } from './raft.ts';
import { freshProgress, heartbeatsPerChunk } from './progress.ts';
import { ignore } from './rules.ts';
import type { RaftTurn, SnapshotRules } from './rules.ts';

/** What stands before the first entry. */
export function emptySnapshot(voters: readonly number[]): Snapshot {
  const configuration: Configuration = { voters, outgoing: [], learners: [] };
  return { lastIncludedIndex: 0, lastIncludedTerm: 0, configuration, logHash: Log.empty(1).prefixHash(0), pieces: [] };
}

export const snapshotRules: SnapshotRules = {
  takeSnapshot(turn, id, index, pieces) {
    const { state, rules } = turn;
    if (!Number.isSafeInteger(index) || index > state.lastApplied) return turn.refuse(id, 'beyondApplied');
    if (index <= state.snapshot.lastIncludedIndex) return turn.refuse(id, 'alreadyCompacted');
    const { configuration } = configurationAt(turn, index);
    state.snapshot = { lastIncludedIndex: index, lastIncludedTerm: turn.termAt(index), configuration, logHash: state.log.prefixHash(index), pieces };
    state.log = state.log.dropPrefix(index);
    rules.followConfigurations(turn, turn.lastIndex);
    rules.storeAll(turn, null);
    // Chunks of the one before are of no use any more: with the next heartbeat the first one of this leaves.
    for (const { peer, mode } of state.progress) if (mode === 'snapshot') turn.update(peer, { received: 0, silence: heartbeatsPerChunk });
    // Not early: whoever has handed the state over may forget it once it is stored.
    turn.reply(id, { kind: 'accepted' });
  },

  needsSnapshot: (turn, { nextIndex }) => !turn.knows(nextIndex - 1),

  sendSnapshot(turn, { peer, received }) {
    const { currentTerm, snapshot } = turn.state;
    const { chunkSize } = turn.options;
    const offset = Math.min(received, snapshot.pieces.length);
    const end = chunkSize === null ? snapshot.pieces.length : Math.min(snapshot.pieces.length, offset + chunkSize);
    const part = { ...snapshot, pieces: snapshot.pieces.slice(offset, end) };
    turn.sendAsLeader(peer, { kind: 'installSnapshot', term: currentTerm, snapshot: part, offset, done: end === snapshot.pieces.length });
    turn.update(peer, { mode: 'snapshot', inflight: [], received: offset, silence: 0 });
  },

  handleInstallSnapshot(turn, from, message) {
    const { state, rules } = turn;
    const { lastIncludedIndex } = message.snapshot;
    rules.observeTerm(turn, message.term);
    const reply = { kind: 'installSnapshotReply', term: state.currentTerm, lastIncludedIndex, offset: message.offset } as const;
    if (message.term < state.currentTerm) return turn.send(from, { ...reply, received: 0, installed: false });
    assert(state.role !== 'leader', 'Election Safety (5.2)', () => `${from} also leads term ${message.term}`);
    if (state.role !== 'follower') rules.becomeFollower(turn, message.term);
    rules.hearFromLeader(turn, from);
    const received = lastIncludedIndex <= state.commitIndex ? message.offset : rules.collect(turn, message);
    turn.send(from, { ...reply, received, installed: lastIncludedIndex <= state.commitIndex });
  },

  collect(turn, { snapshot, offset, done }) {
    const { state, rules } = turn;
    const known = state.incoming !== null && isSame(state.incoming, snapshot) ? state.incoming.pieces : [];
    // Out of order, or of a transfer that this server does not remember: the leader goes on from what is here.
    if (offset !== known.length) return known.length;
    const incoming = { ...snapshot, pieces: [...known, ...snapshot.pieces] };
    state.incoming = done ? null : incoming;
    if (done) rules.install(turn, incoming);
    return incoming.pieces.length;
  },

  install(turn, snapshot) {
    const { state, rules } = turn;
    state.log = rules.logAfter(turn, snapshot);
    state.snapshot = snapshot;
    state.commitIndex = snapshot.lastIncludedIndex;
    state.lastApplied = snapshot.lastIncludedIndex;
    rules.followConfigurations(turn, snapshot.lastIncludedIndex);
    rules.storeAll(turn, null);
    turn.emit({ kind: 'restore', snapshot });
  },

  logAfter(turn, { lastIncludedIndex, lastIncludedTerm, logHash }) {
    const { log } = turn.state;
    const agrees = turn.knows(lastIncludedIndex) && turn.termAt(lastIncludedIndex) === lastIncludedTerm;
    return agrees ? log.dropPrefix(lastIncludedIndex) : Log.empty(lastIncludedIndex + 1, logHash);
  },

  handleInstallSnapshotReply(turn, from, message) {
    const { state, rules } = turn;
    rules.observeTerm(turn, message.term);
    if (state.role !== 'leader' || message.term < state.currentTerm) return ignore('stale term');
    const progress = turn.progressOf(from);
    if (progress === null) return ignore('it is no member any more');
    turn.update(from, { isActive: true });
    if (progress.mode !== 'snapshot') return ignore('the transfer is over');
    if (message.installed) {
      // Where more has been compacted since, each answer begins another transfer: late and doubled ones must not.
      const isNews = message.lastIncludedIndex > progress.matchIndex || message.lastIncludedIndex >= state.snapshot.lastIncludedIndex;
      return isNews ? goOnAfter(turn, from, Math.max(progress.matchIndex, message.lastIncludedIndex)) : ignore('it answers an older snapshot');
    }
    // Were late and doubled answers followed, each would begin a stream of chunks of its own.
    const isNewest = message.lastIncludedIndex === state.snapshot.lastIncludedIndex && message.offset === progress.received;
    if (!isNewest) return ignore('it answers an older chunk');
    if (message.received !== progress.received) rules.sendSnapshot(turn, { ...progress, received: message.received });
  },
};

/** Entries again, from after the snapshot. */
function goOnAfter(turn: RaftTurn, peer: number, matchIndex: number): void {
  const { round, isActive } = turn.progressOf(peer) ?? freshProgress(peer, 1);
  turn.update(peer, { ...freshProgress(peer, matchIndex + 1), matchIndex, round, isActive });
  turn.rules.replicate(turn, peer);
}

const isSame = (a: Snapshot, b: InstallSnapshot['snapshot']): boolean => a.lastIncludedIndex === b.lastIncludedIndex && a.lastIncludedTerm === b.lastIncludedTerm;

function configurationAt({ state }: RaftTurn, index: number): { readonly configuration: Configuration } {
  return state.configurations.findLast((known) => known.index <= index) ?? state.snapshot;
}
