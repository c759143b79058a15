/** By what a leader lets reads through (thesis 6.4 and 6.4.1). */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { RaftState } from '../../protocols/raft/index.ts';
import type { Judgement, Tracked } from '../property.ts';
import type { Reads } from './leases.ts';
import { raftTracked, type RaftLens, type RaftStep } from './lens.ts';
import { leadsOn, Rounds } from './rounds.ts';

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
      if (office === undefined || before === null || !leadsOn(step)) {
        offices.set(node, new Office(begun));
        return true;
      }
      return office.judge(step, before, begun, () => view.clockOf(node).monotonic < after.leaseUntil && !after.leaseForfeited);
    };
  });

/** What one leader has heard since it took office, and the reads that wait, each with the last round that had begun when it came. */
class Office {
  private begun: number;
  private readonly rounds = new Rounds();
  private readonly waiting = new Map<number, number>();

  constructor(begun: number) {
    this.begun = begun;
  }

  judge(step: RaftStep, before: RaftState, begun: number, hasLease: () => boolean): Judgement {
    const { node, after } = step;
    this.rounds.hear(step);
    const first = this.begun;
    for (; this.begun < begun; this.begun++) this.waiting.set(this.begun, before.round);
    for (const [id, round] of this.waiting) {
      if (after.reads.some((read) => read.id === id)) continue;
      this.waiting.delete(id);
      // A lease answers at once, or not at all.
      if ((id >= first && hasLease()) || [before, after].some((state) => this.rounds.areAnswered(state, round + 1))) continue;
      return `leader ${node} lets a read through: no majority has answered a round later than ${round}, the last one when it came, and it has no lease`;
    }
    return true;
  }
}
