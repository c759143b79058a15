/** Situations in elections (paper, sections 5.2 and 5.4.1; thesis 6.2 and 9.6). */
import type { RaftMessage } from '../../../protocols/raft/index.ts';
import { termAt } from '../logs.ts';
import { inReaction, onMessage, stepsDown, takesOffice, type Reaction } from './situation.ts';

/** The step answers with a vote refused. */
const refuses = ({ sent }: Reaction): boolean => sent.some(({ message }) => message.kind === 'requestVoteReply' && !message.voteGranted);

function isBehind({ after }: Reaction, { lastLogTerm, lastLogIndex }: Extract<RaftMessage, { kind: 'requestVote' }>): boolean {
  const lastTerm = termAt(after, after.log.lastIndex) ?? 0;
  return lastLogTerm < lastTerm || (lastLogTerm === lastTerm && lastLogIndex < after.log.lastIndex);
}

export const electionSituations = {
  'two candidates share a term': onMessage('requestVote', ({ before }, { preVote, term }) => before.role === 'candidate' && !preVote && term === before.currentTerm),
  'an election is lost to nobody, and another begins': inReaction(
    ({ before, after, event }) => event.kind === 'timeout' && before.role === 'candidate' && (after.role === 'preCandidate' || after.currentTerm > before.currentTerm),
  ),
  'a candidate follows the leader of its own term': onMessage('appendEntries', ({ before, after }) => before.role === 'candidate' && after.role === 'follower' && before.currentTerm === after.currentTerm),
  'a vote is refused for a stale log': onMessage('requestVote', (step, message) => refuses(step) && message.term >= step.after.currentTerm && isBehind(step, message)),
  'a vote is refused, as another candidate has it': onMessage(
    'requestVote',
    (step, { preVote, term }, from) => !preVote && term === step.before.currentTerm && step.before.votedFor !== null && step.before.votedFor !== from && refuses(step),
  ),
  'a pre-vote is refused, as a leader is recent': onMessage('requestVote', (step, { preVote, term }) => preVote && term > step.before.currentTerm && step.before.leaderIsRecent && refuses(step)),
  'a leader is elected with an uncommitted tail of an earlier term': inReaction(
    (step) => takesOffice(step) && step.before.log.lastIndex > step.before.commitIndex && (termAt(step.before, step.before.log.lastIndex) ?? 0) < step.after.currentTerm,
  ),
  'a leader learns of a higher term from a reply': inReaction(
    (step) => stepsDown(step) && step.after.currentTerm > step.before.currentTerm && (step.received?.message.kind === 'appendEntriesReply' || step.received?.message.kind === 'installSnapshotReply'),
  ),
  'a leader without a quorum steps down': inReaction((step) => stepsDown(step) && step.event.kind === 'timeout' && step.event.timer === 'quorum'),
  'a leader whose disk hangs steps down': inReaction(
    (step) => stepsDown(step) && step.event.kind === 'timeout' && step.event.timer === 'quorum' && step.before.checkedIndex >= step.before.firstIndexOfTerm && step.before.durableIndex < step.before.checkedIndex,
  ),
};
