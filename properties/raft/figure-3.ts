/**
 * The five properties of Figure 3 of the paper, over whole runs: between servers, and between what a server was and what it is after a
 * restart. Each step costs what it changed: prefix hashes stand for logs.
 */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Log } from '../../sim/core/log.ts';
import type { Entry, RaftState } from '../../protocols/raft/index.ts';
import type { Judgement, Tracked } from '../property.ts';
import { IndexTable } from './index-table.ts';
import { raftAcross, raftTracked, type RaftLens, type RaftStep } from './lens.ts';
import { commonIndex, hashAt, isExtension } from './logs.ts';

/** "Election Safety: at most one leader can be elected in a given term. §5.2" */
export const electionSafety = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'Election Safety (5.2)', () => {
    const leaders = new Map<number, NodeId>();
    return (step) => {
      if (!takesOffice(step)) return true;
      const { currentTerm } = step.after;
      const leader = leaders.get(currentTerm) ?? step.node;
      leaders.set(currentTerm, leader);
      return leader === step.node || `nodes ${leader} and ${step.node} have both been elected in term ${currentTerm}`;
    };
  });

const takesOffice = ({ before, after }: RaftStep): boolean =>
  after.role === 'leader' && (before?.role !== 'leader' || before.currentTerm !== after.currentTerm);

/** "Leader Append-Only: a leader never overwrites or deletes entries in its log; it only appends new entries. §5.3" */
export const leaderAppendOnly = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'Leader Append-Only (5.3)', ({ node, before, after }) => {
    if (after.role !== 'leader' || before === null || isExtension(after.log, before.log)) return true;
    return `leader ${node} of term ${after.currentTerm} had entries up to ${before.log.lastIndex}, of which it kept those up to ${commonIndex(before.log, after.log)}`;
  });

/**
 * "Log Matching: if two logs contain an entry with the same index and term, then the logs are identical in all entries up through the
 * given index. §5.3" Entries that were deleted long ago count, too.
 */
export const logMatching = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'Log Matching (5.3)', () => {
    const matching = new Matching();
    return (step) => matching.judge(step);
  });

class Matching {
  /** Latest log of each server, running or not. */
  private readonly logs = new Map<NodeId, Log<Entry>>();
  /** Of the newest entry seen at each index: its term, and the prefix hash. */
  private readonly terms = new IndexTable();
  private readonly hashes = new IndexTable();
  /** Of the others that were seen there. */
  private readonly others = new Map<string, number>();

  judge({ node, after }: RaftStep): Judgement {
    const { log } = after;
    const known = this.logs.get(node);
    if (known === log) return true;
    this.logs.set(node, log);
    const from = known === undefined ? log.firstIndex : Math.max(log.firstIndex, (isExtension(log, known) ? known.lastIndex : commonIndex(log, known)) + 1);
    for (let index = from; index <= log.lastIndex; index++) {
      if (!this.agrees(index, log.at(index).term, log.prefixHash(index))) return this.complaint(node, index, log.at(index).term);
    }
    const { lastIncludedIndex, lastIncludedTerm } = after.snapshot;
    if (lastIncludedIndex !== log.firstIndex - 1) return `the log of node ${node} begins at ${log.firstIndex}, its snapshot ends at ${lastIncludedIndex}`;
    return this.agrees(lastIncludedIndex, lastIncludedTerm, log.prefixHash(lastIncludedIndex)) || this.complaint(node, lastIncludedIndex, lastIncludedTerm);
  }

  private agrees(index: number, term: number, hash: number): boolean {
    const newest = this.terms.get(index);
    if (newest === term) return this.hashes.get(index) === hash;
    if (newest !== null) {
      // The same entries under another term: a snapshot that says the wrong one.
      if (this.hashes.get(index) === hash) return false;
      const other = this.others.get(`${index} ${term}`);
      if (other !== undefined) return other === hash;
      this.others.set(`${index} ${newest}`, this.hashes.get(index) ?? 0);
    }
    this.terms.set(index, term);
    this.hashes.set(index, hash);
    return true;
  }

  private complaint(node: NodeId, index: number, term: number): string {
    return `the log of node ${node} up to entry ${index} of term ${term} is not what led to that entry elsewhere`;
  }
}

/**
 * "Leader Completeness: if a log entry is committed in a given term, then that entry will be present in the logs of the leaders for all
 * higher-numbered terms. §5.4"
 */
export const leaderCompleteness = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'Leader Completeness (5.4)', () => {
    const completeness = new Completeness();
    return (step) => completeness.judge(step);
  });

/** The last entry that was committed in a term. */
interface LastCommitted {
  readonly term: number;
  readonly index: number;
  readonly hash: number;
}

class Completeness {
  /** By growing term. */
  private readonly committed: LastCommitted[] = [];
  private readonly leaders = new Map<NodeId, RaftState>();

  judge(step: RaftStep): Judgement {
    const { node, after } = step;
    if (after.role === 'leader') this.leaders.set(node, after);
    else this.leaders.delete(node);
    if (takesOffice(step)) {
      const last = this.committed.findLast(({ term }) => term < after.currentTerm);
      if (last !== undefined && lacks(after, last)) return complain(node, after, last);
    }
    return after.commitIndex <= (this.committed.at(-1)?.index ?? 0) || this.commit(after);
  }

  private commit(by: RaftState): Judgement {
    const { currentTerm: term, commitIndex: index } = by;
    const hash = hashAt(by, index);
    if (hash === null) return `node ${by.self} has committed ${index} entries and has ${by.log.lastIndex}`;
    const newest = this.committed.at(-1);
    const entry: LastCommitted = { term: Math.max(term, newest?.term ?? 0), index, hash };
    if (newest?.term === entry.term) this.committed.pop();
    this.committed.push(entry);
    for (const [node, leader] of this.leaders) if (leader.currentTerm > entry.term && lacks(leader, entry)) return complain(node, leader, entry);
    return true;
  }
}

function lacks(leader: RaftState, { index, hash }: LastCommitted): boolean {
  return index > leader.log.lastIndex || (hashAt(leader, index) ?? hash) !== hash;
}

const complain = (node: NodeId, { currentTerm }: RaftState, { index, term }: LastCommitted): string =>
  `node ${node} leads term ${currentTerm} without the entries up to ${index}, committed in term ${term}`;

/**
 * "State Machine Safety: if a server has applied a log entry at a given index to its state machine, no other server will ever apply a
 * different log entry for the same index. §5.4.3" What a server takes for committed counts as applied.
 */
export const stateMachineSafety = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'State Machine Safety (5.4.3)', () => {
    const applied = new IndexTable();
    let highest = 0;
    return ({ node, before, after }) => {
      const { commitIndex, lastApplied, log } = after;
      if (before !== null && before.commitIndex === commitIndex && before.lastApplied === lastApplied) return true;
      if (commitIndex > log.lastIndex || lastApplied > log.lastIndex) return `node ${node} has applied what is not in its log`;
      const wrong = [commitIndex, lastApplied].find((index) => (applied.get(index) ?? log.prefixHash(index)) !== log.prefixHash(index));
      if (wrong !== undefined) return `node ${node} has committed other entries up to ${wrong} than another server, or itself before`;
      for (let index = Math.max(highest + 1, log.firstIndex - 1); index <= commitIndex; index++) applied.set(index, log.prefixHash(index));
      highest = Math.max(highest, commitIndex);
      return true;
    };
  });
