/** By what a leader lets reads through (thesis 6.4 and 6.4.1). */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { RaftState } from '../../protocols/raft/index.ts';
import type { Judgement, Tracked } from '../property.ts';
import type { Reads } from './leases.ts';
import { raftTracked, type RaftLens, type RaftStep } from './lens.ts';
import { configurationOf, isQuorum } from './quorums.ts';

/**
 * "It issues a new round of heartbeats and waits for their acknowledgments from a majority of the cluster", new since the read came; or it has a lease by
 * its own clock, and has told nobody to take over: nobody else can have been elected.
 */
export const readsAreConfirmed = (lens: RaftLens, readsOf: (owner: object) => Reads): Tracked =>
  raftTracked(lens, 'a read is let through by a round that began after it came, or by a lease (thesis 6.4)', () => {
    const offices = new Map<NodeId, Office>();
    return (step, view) => {
      const { node, before, after, owner } = step;
      const { begun } = readsOf(owner);
      const office = offices.get(node);
      if (office === undefined || before === null || after.role !== 'leader' || before.role !== 'leader' || before.currentTerm !== after.currentTerm) {
        offices.set(node, new Office(begun));
        return true;
      }
      return office.judge(step, before, begun, () => view.clockOf(node).monotonic < after.leaseUntil && !after.leaseForfeited);
    };
  });

/** What one leader has heard since it took office, and the reads that wait, each with the last round that had begun when it came. */
class Office {
  private begun: number;
  private readonly heard = new Map<NodeId, number>();
  private readonly waiting = new Map<number, number>();

  constructor(begun: number) {
    this.begun = begun;
  }

  judge({ node, after, received }: RaftStep, before: RaftState, begun: number, hasLease: () => boolean): Judgement {
    if (received?.message.kind === 'appendEntriesReply' && received.message.term === after.currentTerm) this.hear(received.from, received.message.round);
    const first = this.begun;
    for (; this.begun < begun; this.begun++) this.waiting.set(this.begun, before.round);
    for (const [id, round] of this.waiting) {
      if (after.reads.some((read) => read.id === id)) continue;
      this.waiting.delete(id);
      // A lease answers at once, or not at all.
      if ((id >= first && hasLease()) || [before, after].some((state) => this.hasConfirmed(state, round + 1))) continue;
      return `leader ${node} lets a read through: no majority has answered a round later than ${round}, the last one when it came, and it has no lease`;
    }
    return true;
  }

  private hear(from: NodeId, round: number): void {
    this.heard.set(from, Math.max(round, this.heard.get(from) ?? 0));
  }

  private hasConfirmed(state: RaftState, round: number): boolean {
    return isQuorum(configurationOf(state), (voter) => voter === state.self || (this.heard.get(voter) ?? 0) >= round);
  }
}
