/** When an entry is committed (paper, sections 5.3 and 5.4.2; for two sets of voters, section 6). */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Configuration, RaftState } from '../../protocols/raft/index.ts';
import type { Tracked } from '../property.ts';
import { raftAcross, raftTracked, type RaftLens, type RaftStep } from './lens.ts';
import { hashAt, termAt } from './logs.ts';

const led = ({ before, after }: RaftStep): boolean => before?.role === 'leader' && before.currentTerm === after.currentTerm;

/** "Only log entries from the leader's current term are committed by counting replicas." */
export const commitsOwnTerm = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'a leader commits by entries of its own term (5.4.2)', (step) => {
    const { node, before, after } = step;
    if (!led(step) || before?.commitIndex === after.commitIndex) return true;
    const term = termAt(after, after.commitIndex);
    return term === after.currentTerm || `leader ${node} of term ${after.currentTerm} commits up to entry ${after.commitIndex}, of term ${term ?? 'unknown'}`;
  });

/** "If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry)": not beyond what this message has shown to agree. */
export const commitsWhatAgrees = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'a follower commits what is known to agree (Figure 2)', (step) => {
    const { node, before, after, received } = step;
    // A leader that hears a late message of an earlier term may commit in the same step what its newest configuration makes so: that is judged below.
    if (led(step) || before === null || before.commitIndex === after.commitIndex || received?.message.kind !== 'appendEntries') return true;
    const { prevLogIndex, entries, leaderCommit } = received.message;
    const most = Math.min(leaderCommit, prevLogIndex + entries.length);
    return after.commitIndex <= most || `node ${node} commits up to ${after.commitIndex} on a message that vouches for ${most}`;
  });

/** "A log entry is committed once the leader that created the entry has replicated it on a majority of the servers": of both sets in the joint phase. */
export const committedOnMajority = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'what a leader commits is in the logs of a majority (5.3, 6)', () => {
    const latest = new Map<NodeId, RaftState>();
    return (step) => {
      const { node, before, after } = step;
      // A server whose disk is damaged is silent for good: it unsays nothing of what it had when it was counted.
      if (after.storage !== 'corrupt') latest.set(node, after);
      if (!led(step) || before === null || before.commitIndex === after.commitIndex) return true;
      const hash = hashAt(after, after.commitIndex);
      const has = (voter: NodeId): boolean => hash !== null && holds(latest.get(voter), after.commitIndex, hash);
      // The entry may have been committed by the configuration that this step has replaced.
      if ([after, before].some((state) => isQuorum(configurationOf(state), has))) return true;
      return `leader ${node} commits up to ${after.commitIndex}, which no majority of its configuration has in its logs`;
    };
  });

function holds(state: RaftState | undefined, index: number, hash: number): boolean {
  if (state === undefined || index > state.log.lastIndex) return false;
  return (hashAt(state, index) ?? hash) === hash;
}

/** "once a given server adds the new configuration entry to its log, it uses that configuration for all future decisions" */
export function configurationOf({ configurations, snapshot }: RaftState): Configuration {
  return configurations.at(-1)?.configuration ?? snapshot.configuration;
}

function isQuorum({ voters, outgoing }: Configuration, has: (voter: NodeId) => boolean): boolean {
  return [voters, outgoing].every((set) => set.length === 0 || set.filter(has).length * 2 > set.length);
}
