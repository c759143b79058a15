/** Whose term is followed, and who restarts whose timer (paper, section 5.1 and Figure 2, Rules for Servers). */
import type { RaftState } from '../../protocols/raft/index.ts';
import type { Tracked } from '../property.ts';
import { raftAcross, type RaftLens, type RaftStep, type ReceivedMessage } from './lens.ts';

/**
 * "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower." The term of a pre-vote is that of an
 * election that has not begun; and who has a recent leader need not hear of a new election (thesis 4.2.3, 9.6).
 */
export const higherTermFollowed = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'a higher term is followed (5.1)', ({ node, before, after, received }) => {
    if (before === null || received === null || before.storage !== 'serving') return true;
    const { term } = received.message;
    if (after.currentTerm >= term || isHypothetical(received) || mayBeIgnored(before, received)) return true;
    return `node ${node} is in term ${after.currentTerm} after ${received.message.kind} of term ${term}`;
  });

const isHypothetical = ({ message }: ReceivedMessage): boolean =>
  (message.kind === 'requestVote' && message.preVote) || (message.kind === 'requestVoteReply' && message.preVote && message.voteGranted);

const mayBeIgnored = ({ role, leaderIsRecent }: RaftState, { message }: ReceivedMessage): boolean =>
  message.kind === 'requestVote' && (role === 'leader' || leaderIsRecent);

/**
 * "If a server receives a RequestVote request within the minimum election timeout of hearing from a current leader, it does not update its term or
 * grant its vote": where servers check their quorum, and the leader has not asked for this election (thesis 4.2.3).
 */
export const disturbanceIgnored = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'who believes in a leader neither votes nor takes over the term of whoever asks for votes (thesis 4.2.3)', ({ node, before, after, received }) => {
    if (before === null || received === null || received.message.kind !== 'requestVote' || received.message.transfer || !mayBeIgnored(before, received)) return true;
    if (after.currentTerm === before.currentTerm && after.votedFor === before.votedFor) return true;
    return `node ${node} goes from term ${before.currentTerm} to ${after.currentTerm} for node ${received.from}, and its vote to ${after.votedFor ?? 'nobody'}`;
  });

/** Students' Guide to Raft: who restarts the timer for anything else lets servers with stale logs keep the others from standing. */
export const timerRestartsRightly = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'only the leader, a vote given or an own election restart the election timer (Figure 2)', (step) => {
    const { node, received } = step;
    if (received === null || !restartsElectionTimer(step) || mayRestart(step, received)) return true;
    return `node ${node} restarts its election timer for ${received.message.kind}`;
  });

const restartsElectionTimer = ({ effects }: RaftStep): boolean => effects.some((effect) => effect.kind === 'setTimer' && effect.timer === 'election');

function mayRestart({ before, after, sent }: RaftStep, { message }: ReceivedMessage): boolean {
  if (before?.role === 'leader' || after.role === 'candidate') return true;
  switch (message.kind) {
    case 'appendEntries':
    case 'installSnapshot':
      return message.term === after.currentTerm;
    case 'requestVote':
      return sent.some((answer) => answer.message.kind === 'requestVoteReply' && answer.message.voteGranted && !answer.message.preVote);
    case 'requestVoteReply':
    case 'appendEntriesReply':
    case 'installSnapshotReply':
    case 'timeoutNow':
      return false;
  }
}
