/** How long a lease may be (thesis 6.4.1). */
import type { NodeId } from '../../sim/core/protocol.ts';
import { formatTime } from '../../sim/core/time.ts';
import type { Judgement, Tracked } from '../property.ts';
import { raftTracked, type RaftLens, type RaftStep } from './lens.ts';
import { leadsOn, Rounds } from './rounds.ts';

/** What leases rest on: for so many microseconds a voter refuses its vote, by a clock that is wrong by at most so many in a thousand. */
export interface LeaseTerms {
  readonly electionTimeoutMin: number;
  readonly maxClockDrift: number;
}

/** In microseconds of the leader's clock, which may be the slowest that is allowed while a voter's is the fastest. */
export const longestLease = ({ electionTimeoutMin, maxClockDrift }: LeaseTerms): number => (electionTimeoutMin * (1_000 - maxClockDrift)) / (1_000 + maxClockDrift);

/**
 * A lease lasts from when a round began that a majority has answered, and is over before any of them may give its vote to somebody else: whether or not
 * anybody is elected.
 */
export const leasesEndInTime = (lens: RaftLens, longest: number): Tracked =>
  raftTracked(lens, 'a lease ends before those who granted it may vote (thesis 6.4.1)', () => {
    const leaders = new Map<NodeId, Leader>();
    return (step, view) => {
      const leader = leaders.get(step.node);
      const now = view.clockOf(step.node).monotonic;
      if (leader !== undefined && leadsOn(step)) return leader.judge(step, now, longest);
      if (step.after.role === 'leader') leaders.set(step.node, new Leader(step, now));
      return true;
    };
  });

/** Since it took office: when its rounds began, by its own clock, and which were answered. */
class Leader {
  private readonly rounds = new Rounds();
  private readonly beginnings = new Map<number, number>();
  private begun: number;

  constructor({ before, after }: RaftStep, now: number) {
    this.begun = before?.round ?? 0;
    this.note(after.round, now);
  }

  judge(step: RaftStep, now: number, longest: number): Judgement {
    const { node, before, after } = step;
    this.rounds.hear(step);
    this.note(after.round, now);
    if (before === null || after.leaseUntil <= before.leaseUntil) return true;
    const granted = [...this.beginnings].findLast(([round]) => [before, after].some((state) => this.rounds.areAnswered(state, round)));
    if (granted === undefined) return `leader ${node} has a lease, and no majority has answered any round of its term`;
    const [round, began] = granted;
    for (const earlier of this.beginnings.keys()) if (earlier < round) this.beginnings.delete(earlier);
    const tooLong = after.leaseUntil - began - longest;
    return tooLong <= 0 || `leader ${node} has a lease for ${formatTime(after.leaseUntil - began)} from when round ${round} began, ${formatTime(tooLong)} longer than its voters refuse to vote`;
  }

  private note(round: number, now: number): void {
    for (; this.begun < round; this.begun++) this.beginnings.set(this.begun + 1, now);
  }
}
