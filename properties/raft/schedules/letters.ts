/** Which letters on the wire a schedule means. */
import type { RaftMessage } from '../../../protocols/raft/index.ts';
import type { Letter } from '../../../protocols/testing/hand.ts';
import type { Select } from '../../../protocols/testing/cluster.ts';
import type { RegisterWords } from './stage.ts';

export type Selected = Select<RegisterWords>;

const ofKind =
  (...kinds: readonly RaftMessage['kind'][]) =>
  (from: number, to?: number): Selected =>
  (letter: Letter<RegisterWords>) =>
    letter.from === from && (to === undefined || letter.to === to) && kinds.some((kind) => kind === letter.message.kind);

export const requestVote = ofKind('requestVote');
export const appendEntries = ofKind('appendEntries');
export const installSnapshot = ofKind('installSnapshot');
export const timeoutNow = ofKind('timeoutNow');
/** An answer of `from`, to whatever. */
export const reply = ofKind('requestVoteReply', 'appendEntriesReply', 'installSnapshotReply');

/** Everything between servers of this group. */
export const among =
  (...nodes: readonly number[]): Selected =>
  ({ from, to }) =>
    nodes.includes(from) && nodes.includes(to);

/** Questions and answers of pre-votes. */
export const preVote =
  (): Selected =>
  ({ message }) =>
    (message.kind === 'requestVote' || message.kind === 'requestVoteReply') && message.preVote;
