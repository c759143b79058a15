/** Who may lead, and who may read, when (thesis 6.4 and 6.4.1): judged on true time, and on what is known anywhere. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { formatTime } from '../../sim/core/time.ts';
import type { View } from '../../sim/world/view.ts';
import type { RaftState } from '../../protocols/raft/index.ts';
import type { Judgement, Tracked } from '../property.ts';
import { raftTracked, type RaftLens, type RaftStep } from './lens.ts';

/**
 * A lease spares its leader communication because nobody else can be elected while it lasts: whoever has one, by its own clock,
 * leads the newest term of all. Holds wherever clocks keep within the drift that the servers are told of.
 */
export const leasesExclude = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'nobody leads a later term while a lease lasts (thesis 6.4.1)', () => {
    const known = new Set<NodeId>();
    return (step, view) => {
      known.add(step.node);
      return !mayCollide(step) || judgeLeases(step, [...known], lens, view);
    };
  });

/** A lease can only collide with an office where one of the two begins. */
const mayCollide = ({ before, after }: RaftStep): boolean =>
  after.role === 'leader' && (before?.role !== 'leader' || before.currentTerm !== after.currentTerm || before.leaseUntil !== after.leaseUntil);

function judgeLeases({ after }: RaftStep, known: readonly NodeId[], lens: RaftLens, view: View): Judgement {
  for (const node of known) {
    const state = view.stateOf(node);
    const other = state === null ? null : lens.raftOf(state);
    if (other?.role !== 'leader' || other.currentTerm === after.currentTerm) continue;
    const [older, newer] = other.currentTerm < after.currentTerm ? [other, after] : [after, other];
    const left = leaseOf(older, view);
    if (left > 0) return `node ${newer.self} leads term ${newer.currentTerm}, and leader ${older.self} of term ${older.currentTerm} has a lease for another ${formatTime(left)}`;
  }
  return true;
}

/** How long it still lasts, in microseconds of its leader's clock. */
const leaseOf = ({ self, leaseUntil, leaseForfeited }: RaftState, view: View): number =>
  leaseForfeited ? 0 : leaseUntil - view.clockOf(self).monotonic;

/** The reads that an owner has begun, by their numbers from 0 on. */
export interface Reads {
  /** How many so far. */
  readonly begun: number;
  isOpen(id: number): boolean;
}

/**
 * "a linearizable read must reflect [...] some state of the system sometime after the read was initiated": whatever any server knows to be
 * committed when a read comes, the state that answers it holds. That something was committed counts, not that a client can tell the difference.
 */
export const readsAreFresh = (lens: RaftLens, readsOf: (owner: object) => Reads): Tracked =>
  raftTracked(lens, 'a read is answered by a state that holds what was committed when it came (thesis 6.4)', () => {
    let committed = 0;
    const books = new Map<NodeId, ReadBook>();
    return ({ node, before, after, owner }) => {
      const due = committed;
      committed = Math.max(committed, after.commitIndex);
      const reads = readsOf(owner);
      const book = before === null ? undefined : books.get(node);
      if (book === undefined) books.set(node, new ReadBook(reads.begun));
      else if (book.isIdle(reads)) return true;
      return book === undefined || book.judge(reads, due, before, after);
    };
  });

/** The open reads of one server, with what was committed when each came. */
class ReadBook {
  private begun: number;
  private readonly open = new Map<number, number>();

  constructor(begun: number) {
    this.begun = begun;
  }

  isIdle({ begun }: Reads): boolean {
    return begun === this.begun && this.open.size === 0;
  }

  judge(reads: Reads, committed: number, before: RaftState | null, { self, role, currentTerm, lastApplied }: RaftState): Judgement {
    for (; this.begun < reads.begun; this.begun++) this.open.set(this.begun, committed);
    // A leader that has lost its office refuses: what it says then is no answer.
    const answers = role === 'leader' && before?.role === 'leader' && before.currentTerm === currentTerm;
    for (const [id, due] of this.open) {
      if (reads.isOpen(id)) continue;
      this.open.delete(id);
      if (answers && lastApplied < due) return `leader ${self} answers from what it has applied up to entry ${lastApplied}; up to ${due} was committed when the read came`;
    }
    return true;
  }
}
