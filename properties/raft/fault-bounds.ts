/** How much a cluster may use whatever goes wrong: bounds that follow from the options alone, for swarms. */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { RaftMessage } from '../../protocols/raft/index.ts';
import type { Property, Tracked } from '../property.ts';
import { raftAcross, raftTracked, type RaftLens } from './lens.ts';
import { windowsBounded } from './progress-bounds.ts';
import { disturbanceIgnored } from './terms.ts';

/**
 * A snapshot is taken when every so-many-th entry is applied, within the same step: fewer than so many entries are applied and not compacted, also
 * after a crash (what is applied begins at the snapshot again) and after a snapshot of another server was installed.
 */
export const compactedInTime = (lens: RaftLens, snapshotEvery: number): Tracked =>
  raftAcross(lens, 'what was applied is compacted in time (7)', ({ node, after: { lastApplied, snapshot } }) => {
    const kept = lastApplied - snapshot.lastIncludedIndex;
    return kept < snapshotEvery || `node ${node} keeps ${kept} entries that it has applied; one of ${snapshotEvery} makes a snapshot`;
  });

/**
 * A leader adds to its log what it can hope to commit: `maxUncommitted` entries, and one more, since a change of members does not wait for commands
 * (and is one at a time). So logs grow beyond what `compactedInTime` leaves only by so many with each term in which nothing is committed.
 */
export const appendsBounded = (lens: RaftLens, maxUncommitted: number): Tracked =>
  raftAcross(lens, 'a leader accepts no more than it may have uncommitted', ({ node, before, after }) => {
    if (after.role !== 'leader' || after.log === before?.log) return true;
    const open = after.log.lastIndex - Math.max(after.commitIndex, after.firstIndexOfTerm - 1);
    return open <= maxUncommitted + 1 || `leader ${node} has ${open} entries of its term that are not committed; its limit is ${maxUncommitted}`;
  });

/**
 * What one step may say to one other server: the window once over, a heartbeat, and the word to take over. However many reads, acknowledgements and
 * timers come together.
 */
export const sendingsBounded = (lens: RaftLens, maxInflight: number): Tracked =>
  raftAcross(lens, 'no step floods a follower', ({ node, sent }) => {
    const most = maxInflight + 2;
    if (sent.length <= most) return true;
    const counts = new Map<NodeId, number>();
    for (const { to } of sent) counts.set(to, (counts.get(to) ?? 0) + 1);
    const flooded = [...counts].find(([, count]) => count > most);
    return flooded === undefined || `node ${node} sends ${flooded[1]} messages to node ${flooded[0]} in one step, more than ${most}`;
  });

/** The options that decide how often servers speak of their own accord. Times in microseconds. */
export interface Tempo {
  readonly heartbeatInterval: number;
  readonly electionTimeoutMin: number;
}

const second = 1_000_000;

/**
 * Messages that are no answers, per virtual second and server. By time, to each other server: the heartbeats of a leader with a chunk of a snapshot at
 * every fourth, those of a rival that does not know yet that it is deposed, and the questions of each server's elections, asked twice. By requests, to each
 * other server: the entry or the round that a request of a client leads to, and once more, for what is lost, refused or led anew. A second is allowed in
 * advance. Answers are one for each of these at most, and the network's own doings (copies, replays) do not count.
 */
export const rateBounded = (lens: RaftLens, { heartbeatInterval, electionTimeoutMin }: Tempo): Tracked =>
  raftTracked(lens, 'messages are in proportion to time and requests', () => {
    let [requests, begun] = [0, 0];
    return ({ time, event, received, sent }, { servers }) => {
      if (event.kind === 'request' || (event.kind === 'message' && received === null)) requests++;
      begun += sent.filter(({ message }) => !isAnswer(message)).length;
      const perSecond = 2 * 1.25 * (second / heartbeatInterval) + 2 * servers.length * (second / electionTimeoutMin);
      const most = (servers.length - 1) * (2 * requests + perSecond * (1 + time / second));
      return begun <= most || `${begun} messages in ${time} us and for ${requests} requests: more than ${Math.floor(most)}`;
    };
  });

const isAnswer = ({ kind }: RaftMessage): boolean => kind === 'requestVoteReply' || kind === 'appendEntriesReply' || kind === 'installSnapshotReply';

/** The limits of servers with these options, whatever goes wrong. Of servers with different ones: the largest limits, the shortest times. */
export function boundsUnderFaults(lens: RaftLens, limits: Limits): readonly Property[] {
  const { snapshotEvery, maxUncommitted, maxInflight, maxEntries, checkQuorum } = limits;
  return [
    ...(snapshotEvery === null ? [] : [compactedInTime(lens, snapshotEvery)]),
    ...(maxUncommitted === null ? [] : [appendsBounded(lens, maxUncommitted)]),
    windowsBounded(lens, { maxInflight, maxEntries }),
    sendingsBounded(lens, maxInflight),
    rateBounded(lens, limits),
    ...(checkQuorum ? [disturbanceIgnored(lens)] : []),
  ];
}

/** The options that bounds follow from; null: no limit. */
export interface Limits extends Tempo {
  readonly snapshotEvery: number | null;
  readonly maxUncommitted: number | null;
  readonly maxInflight: number;
  readonly maxEntries: number;
  /** All of them do. */
  readonly checkQuorum: boolean;
}
