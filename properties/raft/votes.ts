/** One vote in each term (paper, section 5.2). */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Judgement, Tracked } from '../property.ts';
import { raftAcross, raftTracked, type RaftLens, type ReceivedMessage } from './lens.ts';

/** "Each server will vote for at most one candidate in a given term": in memory, a vote stands for as long as its term. */
export const voteStands = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'a vote stands as long as its term (5.2)', ({ node, before, after }) => {
    if (before === null || before.currentTerm !== after.currentTerm || before.votedFor === null || before.votedFor === after.votedFor) return true;
    return `in term ${after.currentTerm} node ${node} had voted for ${before.votedFor}, and now for ${after.votedFor ?? 'nobody'}`;
  });

/** "votedFor: candidateId that received vote in current term (or null if none)": a new term begins without a vote of an older one. */
export const voteOfItsTerm = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'votedFor belongs to the current term (Figure 2)', ({ node, before, after, received }) => {
    const { votedFor, currentTerm } = after;
    if (before === null || before.currentTerm === currentTerm || votedFor === null || votedFor === node) return true;
    if (received?.message.kind === 'requestVote' && received.message.term === currentTerm && received.from === votedFor) return true;
    return `node ${node} begins term ${currentTerm} with a vote for ${votedFor}, who has not asked for it`;
  });

/**
 * "Each server will vote for at most one candidate in a given term": over crashes, of what others have heard. A vote that was lost
 * in a crash before anybody heard of it is none.
 */
export const oneVoteHeard = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'nobody hears of two votes of one server in a term (5.2)', () => {
    const votes = new Map<NodeId, Map<number, NodeId>>();
    return ({ node, received }) => {
      const candidate = received === null ? null : candidateOf(received, node);
      return received === null || candidate === null || note(votes, received.from, received.message.term, candidate);
    };
  });

/** For whom the sender of this message has voted; null where it does not say. */
function candidateOf({ from, message }: ReceivedMessage, receiver: NodeId): NodeId | null {
  if (message.kind === 'requestVote') return message.preVote ? null : from;
  return message.kind === 'requestVoteReply' && message.voteGranted && !message.preVote ? receiver : null;
}

function note(votes: Map<NodeId, Map<number, NodeId>>, voter: NodeId, term: number, candidate: NodeId): Judgement {
  const ofVoter = votes.get(voter) ?? new Map<number, NodeId>();
  votes.set(voter, ofVoter);
  const known = ofVoter.get(term) ?? candidate;
  ofVoter.set(term, known);
  return known === candidate || `node ${voter} has voted for ${known} and for ${candidate} in term ${term}`;
}
