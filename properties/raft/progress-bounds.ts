/** How much a cluster may use, and how fast it must come back: for scenarios that know what surrounds it. Times in microseconds. */
import type { Time } from '../../sim/core/time.ts';
import type { View } from '../../sim/world/view.ts';
import type { RaftState } from '../../protocols/raft/index.ts';
import { afterwards, eventually, type Afterwards, type Eventually, type Tracked } from '../property.ts';
import { configurationOf } from './commitment.ts';
import { raftAcross, raftTracked, type RaftLens } from './lens.ts';
import { termAt } from './logs.ts';

/**
 * From `from` on, nobody takes or leaves office: for calm runs, and for runs where whatever misbehaves leaves a quorum healthy
 * and the leader in it (thesis 6.2, 9.6).
 */
export const stableLeader = (lens: RaftLens, { from }: { readonly from: Time }): Tracked =>
  raftAcross(lens, 'no leader change while a quorum is healthy (thesis 9.6)', ({ time, node, before, after }) => {
    if (time < from || before?.role === after.role) return true;
    if (after.role === 'leader') return `node ${node} becomes leader of term ${after.currentTerm}`;
    return before?.role !== 'leader' || `node ${node}, leader of term ${before.currentTerm}, steps down`;
  });

/** From `from` on, no term is reached that is more than `most` beyond the highest until then. */
export const termsBounded = (lens: RaftLens, { from, most }: { readonly from: Time; readonly most: number }): Tracked =>
  raftTracked(lens, 'few elections are needed (9.3)', () => {
    let highest = 0;
    return ({ time, node, after }) => {
      if (time < from) highest = Math.max(highest, after.currentTerm);
      return after.currentTerm <= highest + most || time < from || `node ${node} is in term ${after.currentTerm}; until then it was ${highest} at most`;
    };
  });

/**
 * The cluster works again: a leader has committed everything it has, and whoever serves in its configuration (or, with `by` the
 * majority, so many of them) has applied all of it.
 */
export const recovered = (lens: RaftLens, { by = 'all' }: { readonly by?: 'all' | 'majority' } = {}): Eventually =>
  eventually('a leader has committed in its term, and is followed (5.2, 5.3)', (view) => {
    const rafts = servingRafts(lens, view);
    return rafts.some((leader) => leader.role === 'leader' && hasCommitted(leader) && isFollowed(leader, rafts, by));
  });

function servingRafts(lens: RaftLens, view: View): readonly RaftState[] {
  return view.servers.flatMap((server) => {
    const state = view.stateOf(server);
    const raft = state === null ? null : lens.raftOf(state);
    return raft?.storage === 'serving' ? [raft] : [];
  });
}

/** A leader that has begun no entry of its term (without the blank one, it waits for a command) has nothing that it could commit. */
function hasCommitted(leader: RaftState): boolean {
  const { commitIndex, log, currentTerm } = leader;
  return commitIndex === log.lastIndex || termAt(leader, commitIndex) === currentTerm || (termAt(leader, log.lastIndex) ?? 0) < currentTerm;
}

function isFollowed(leader: RaftState, rafts: readonly RaftState[], by: 'all' | 'majority'): boolean {
  const { voters, outgoing, learners } = configurationOf(leader);
  const members = rafts.filter(({ self }) => voters.includes(self) || outgoing.includes(self) || learners.includes(self));
  const following = members.filter(({ currentTerm, lastApplied }) => currentTerm === leader.currentTerm && lastApplied >= leader.commitIndex);
  return by === 'all' ? following.length === members.length : following.length * 2 > voters.length;
}

/** No log holds more than `most` entries: what was applied is compacted in time, what waits is limited. */
export const logsBounded = (lens: RaftLens, most: number): Tracked =>
  raftAcross(lens, 'logs stay short (7)', ({ node, after }) => after.log.length <= most || `the log of node ${node} has ${after.log.length} entries, more than ${most}`);

/** A leader has at most `maxInflight` messages with entries under way to one follower, each with at most `maxEntries`. */
export const windowsBounded = (lens: RaftLens, { maxInflight, maxEntries }: { readonly maxInflight: number; readonly maxEntries: number }): Tracked =>
  raftAcross(lens, 'at most so many messages and entries are under way (5.3)', ({ node, before, after, sent }) => {
    const large = sent.find(({ message }) => message.kind === 'appendEntries' && message.entries.length > maxEntries);
    if (large !== undefined) return `leader ${node} sends more than ${maxEntries} entries at once to node ${large.to}`;
    if (after.progress === before?.progress) return true;
    const full = after.progress.find(({ inflight }) => inflight.length > maxInflight);
    return full === undefined || `leader ${node} has ${full.inflight.length} messages under way to node ${full.peer}, more than ${maxInflight}`;
  });

/** At most so many messages, and bytes where the scenario counts them, for each call, and so many besides. */
export const trafficBounded = ({ perCall, besides, bytesPerCall = null }: { readonly perCall: number; readonly besides: number; readonly bytesPerCall?: number | null }): Afterwards =>
  afterwards('messages and bytes are in proportion to the calls', ({ calls, counters: { sent, bytesSent } }) => {
    const most = perCall * calls.length + besides;
    if (sent > most) return `${sent} messages for ${calls.length} calls: more than ${most}`;
    if (bytesPerCall === null || bytesSent <= bytesPerCall * calls.length) return true;
    return `${bytesSent} bytes for ${calls.length} calls: more than ${bytesPerCall * calls.length}`;
  });

/** A server takes its disk for damaged only if something on it was: a torn tail is no damage. */
export const noFalseAlarm = (lens: RaftLens): Afterwards =>
  afterwards('no sound disk is taken for damaged (protocol-aware recovery)', ({ view, counters }) => {
    if (counters.recordsRotted > 0) return true;
    const silent = view.servers.find((server) => {
      const state = view.stateOf(server);
      return state !== null && lens.raftOf(state)?.storage === 'corrupt';
    });
    return silent === undefined || `node ${silent} is silent for good, though no record was damaged`;
  });
