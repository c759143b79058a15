/** Situations in log replication (paper, sections 5.3 and 5.4.2) and reads (thesis 6.4). */
import type { Progress, RaftState } from '../../../protocols/raft/index.ts';
import { isExtension, termAt } from '../logs.ts';
import { inReaction, onMessage, stays, type Reaction } from './situation.ts';

const progressOf = ({ progress }: RaftState, peer: number): Progress | undefined => progress.find((known) => known.peer === peer);

/** By how much nextIndex goes back on a refusal. */
const wentBack = ({ before, after }: Reaction, peer: number): number => (progressOf(before, peer)?.nextIndex ?? 0) - (progressOf(after, peer)?.nextIndex ?? 0);

export const replicationSituations = {
  'a conflict is truncated': inReaction(({ before, after }) => after.log !== before.log && !isExtension(after.log, before.log)),
  'a leader backs up by a whole term': onMessage('appendEntriesReply', (step, { success, conflictTerm }, from) => stays(step) && !success && conflictTerm !== null && wentBack(step, from) > 1),
  'a leader backs up to the end of a shorter log': onMessage('appendEntriesReply', (step, { success, conflictTerm }, from) => stays(step) && !success && conflictTerm === null && wentBack(step, from) > 1),
  'a stale refusal is ignored': onMessage('appendEntriesReply', (step, { success, term }, from) => {
    if (!stays(step) || success || term !== step.after.currentTerm) return false;
    return wentBack(step, from) === 0 && progressOf(step.before, from)?.mode === progressOf(step.after, from)?.mode && step.sent.length === 0;
  }),
  'an older AppendEntries comes after a newer one': onMessage('appendEntries', ({ before, after }, { term, prevLogIndex, entries }) => {
    return term === before.currentTerm && entries.length > 0 && prevLogIndex + entries.length < before.log.lastIndex && after.log === before.log && before.role === 'follower';
  }),
  'an entry of an earlier term is committed by one of this term': inReaction(
    (step) => stays(step) && step.after.commitIndex > step.before.commitIndex && (termAt(step.after, step.before.commitIndex + 1) ?? step.after.currentTerm) < step.after.currentTerm,
  ),
  'the window of a follower is full': inReaction(
    (step) => stays(step) && step.after.log.lastIndex > step.before.log.lastIndex && step.after.progress.some(({ mode, nextIndex, inflight }) => mode === 'replicate' && nextIndex <= step.after.log.lastIndex && inflight.length > 0),
  ),
  'a batch is full': inReaction(
    (step) => stays(step) && step.sent.some(({ message }) => message.kind === 'appendEntries' && message.entries.length > 0 && message.prevLogIndex + message.entries.length < step.before.log.lastIndex),
  ),
  'a leader commits what is not on its own disk': inReaction((step) => stays(step) && step.after.commitIndex > step.before.commitIndex && step.after.durableIndex < step.after.commitIndex),
  'a read is confirmed by a round': onMessage('appendEntriesReply', (step) => stays(step) && step.after.reads.length < step.before.reads.length),
  'a read waits for the first commit of its term': inReaction((step) => stays(step) && step.after.reads.length > step.before.reads.length && termAt(step.after, step.after.commitIndex) !== step.after.currentTerm),
  'a lease is forfeited': inReaction(({ before, after, event }) => !before.leaseForfeited && after.leaseForfeited && after.leaseUntil > (event.clock?.monotonic ?? after.leaseUntil)),
};
