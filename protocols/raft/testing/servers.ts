/** Raft servers in the situations that tests begin with, driven by hand. */
import type { NodeId } from '../../../sim/core/index.ts';
import { Hand } from '../../testing/hand.ts';
import { raftOptions } from '../options.ts';
import type { RaftOptions } from '../options.ts';
import type { RaftMessage, RaftRecord, RaftVocabulary } from '../raft.ts';
import { raftRules } from '../raft-rules.ts';
import { RaftTurn } from '../rules.ts';
import { raftServer } from '../server.ts';
import { entries, vote } from './words.ts';

export type RaftHand = Hand<RaftVocabulary>;

export interface Situation {
  readonly self?: NodeId;
  /** All servers. Default: three. */
  readonly nodes?: readonly NodeId[];
  /** Terms of the entries on its disk. */
  readonly log?: readonly number[];
  /** Default: the last one of the log. */
  readonly currentTerm?: number;
  readonly votedFor?: NodeId | null;
  /** Records in place of those that the above make. */
  readonly disk?: readonly RaftRecord[];
}

/** Figure 2, and nothing of the thesis. */
const plain: Partial<RaftOptions> = { preVote: false, checkQuorum: false, noOp: false };

/** A server that has just started from its disk. Figure 2 alone, unless told otherwise. */
export function server(situation: Situation = {}, options: Partial<RaftOptions> = {}): RaftHand {
  const { self = 0, nodes = [0, 1, 2] } = situation;
  const hand = new Hand(raftServer({ ...plain, ...options }), self, nodes);
  for (const record of situation.disk ?? recordsOf(situation)) hand.disk.push({ kind: 'record', record });
  return hand.disk.length === 0 ? hand : hand.crash();
}

function recordsOf({ log = [], currentTerm = log.at(-1) ?? 0, votedFor = null }: Situation): readonly RaftRecord[] {
  if (currentTerm === 0) return [];
  return [{ kind: 'term', currentTerm, votedFor }, { kind: 'entries', prevLogIndex: 0, entries: entries(log) }];
}

/** A candidate of the term after that of its disk, whose questions have left. */
export function candidate(situation: Situation = {}, options: Partial<RaftOptions> = {}): RaftHand {
  const hand = server(situation, options);
  // Where there are leases, a server that starts waits for the minimum timeout first.
  if (options.reads === 'lease') hand.fire('election');
  return hand.fire('election').sync();
}

/** A leader of that term, by the votes of all others; what it has said so far was taken. */
export function leader(situation: Situation = {}, options: Partial<RaftOptions> = {}): RaftHand {
  const hand = candidate(situation, { ...options, preVote: false });
  for (const { to } of hand.take()) hand.receive(to, vote(hand.state.currentTerm));
  hand.sync().take();
  return hand;
}

/** A turn of this server, to call a rule in. */
export function turnOf(hand: RaftHand, options: Partial<RaftOptions> = {}, now: number | null = null): RaftTurn {
  return new RaftTurn(hand.state, raftOptions({ ...plain, ...options }), raftRules, () => 0, now);
}

/** The messages of one kind that have left, with whom they are for. */
export function sent<Kind extends RaftMessage['kind']>(hand: RaftHand, kind: Kind): readonly { readonly to: NodeId; readonly message: Extract<RaftMessage, { kind: Kind }> }[] {
  const isOfKind = (message: RaftMessage): message is Extract<RaftMessage, { kind: Kind }> => message.kind === kind;
  return hand.take().flatMap(({ to, message }) => (isOfKind(message) ? [{ to, message }] : []));
}
