/** Leaders that have lost their majority (thesis 6.2). */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Configuration, RaftState } from '../../protocols/raft/index.ts';
import type { Tracked } from '../property.ts';
import { raftTracked, type RaftLens, type RaftStep } from './lens.ts';

/** "A leader in Raft steps down if an election timeout elapses without a successful round of heartbeats to a majority of its cluster." */
export const leaderHasQuorum = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'a leader that hears from no majority for an election timeout steps down (thesis 6.2)', () => {
    /** Who has answered each leader since it took office, or since it last looked. */
    const heard = new Map<NodeId, Set<NodeId>>();
    return (step) => {
      const { node, before, event, after, received } = step;
      if (before?.role !== 'leader' || before.currentTerm !== after.currentTerm) heard.set(node, new Set());
      if (received !== null && isAnswer(step)) heard.get(node)?.add(received.from);
      if (event.kind !== 'timeout' || event.timer !== 'quorum' || before?.role !== 'leader') return true;
      const active = heard.get(node) ?? new Set();
      heard.set(node, new Set());
      if (after.role !== 'leader' || isQuorum(configurationOf(before), (voter) => voter === node || active.has(voter))) return true;
      return `node ${node} leads term ${after.currentTerm} and has heard from ${active.size === 0 ? 'nobody' : `nodes ${[...active].join()}`} for an election timeout`;
    };
  });

const isAnswer = ({ received, after }: RaftStep): boolean =>
  (received?.message.kind === 'appendEntriesReply' || received?.message.kind === 'installSnapshotReply') && received.message.term === after.currentTerm;

/** The configuration that counts. */
export const configurationOf = ({ configurations, snapshot }: RaftState): Configuration => configurations.at(-1)?.configuration ?? snapshot.configuration;

/** Does a majority have it, of each set of voters that counts? */
export const isQuorum = ({ voters, outgoing }: Configuration, has: (voter: NodeId) => boolean): boolean =>
  [voters, outgoing].every((set) => set.length === 0 || 2 * set.filter(has).length > set.length);
