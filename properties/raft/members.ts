/** Who takes part, and in what (paper, section 6; thesis, chapter 4). */
import type { NodeId } from '../../sim/core/protocol.ts';
import { fingerprint } from '../../sim/core/fingerprint.ts';
import type { Configuration, IndexedConfiguration, RaftState } from '../../protocols/raft/index.ts';
import type { Judgement, Tracked } from '../property.ts';
import { raftAcross, raftTracked, type RaftLens } from './lens.ts';
import { configurationOf } from './quorums.ts';

/** "A server always uses the latest configuration in its log, regardless of whether the entry is committed." */
export const latestConfigurationCounts = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'a server uses the latest configuration in its log (6)', ({ node, before, after }) => {
    if (before?.log === after.log && before.configurations === after.configurations) return true;
    const { log, snapshot, configurations } = after;
    const newest = configurations.at(-1) ?? { index: snapshot.lastIncludedIndex, configuration: snapshot.configuration };
    if (newest.index !== snapshot.lastIncludedIndex && !stands(after, newest)) return `node ${node} uses the configuration of entry ${newest.index}, which is none`;
    const known = before === null || before.log.lastIndex > log.lastIndex ? newest.index : Math.max(newest.index, before.log.lastIndex);
    for (let index = Math.max(known + 1, log.firstIndex); index <= log.lastIndex; index++) {
      if (log.at(index).kind === 'configuration') return `node ${node} does not use the configuration of entry ${index}`;
    }
    return true;
  });

function stands({ log }: RaftState, { index, configuration }: IndexedConfiguration): boolean {
  if (index < log.firstIndex || index > log.lastIndex) return false;
  const entry = log.at(index);
  return entry.kind === 'configuration' && fingerprint(entry.configuration) === fingerprint(configuration);
}

/** Section 7: a snapshot holds "the latest configuration in the log as of last included index". */
export const snapshotsAgreeOnMembers = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'snapshots of the same log have the same configuration (7)', () => {
    const known = new Map<string, number>();
    return ({ node, before, after }) => {
      const { snapshot } = after;
      if (before?.snapshot === snapshot) return true;
      const key = `${snapshot.lastIncludedIndex} ${snapshot.logHash}`;
      const configuration = fingerprint(snapshot.configuration);
      const first = known.get(key) ?? configuration;
      known.set(key, first);
      return first === configuration || `the snapshot of node ${node} up to ${snapshot.lastIncludedIndex} has other members than that of another server`;
    };
  });

/**
 * Thesis 4.2.2: a server outside its latest configuration starts no election, unless that is not committed as far as it knows; a leader that
 * has been removed steps down once that is committed.
 */
export const outsidersAreQuiet = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'who is no voter neither stands for election nor goes on leading (thesis 4.2.2)', ({ node, before, after, sent }) => {
    if (isVoter(configurationOf(after), node)) return true;
    if (before !== null && !mayStand(before) && sent.some(({ message }) => message.kind === 'requestVote')) return `node ${node} asks for votes`;
    if (after.role !== 'leader') return true;
    return lastConfigurationIndex(after) > after.commitIndex || `node ${node} leads, and its removal is committed`;
  });

function mayStand({ self, configurations, commitIndex }: RaftState): boolean {
  const committed = configurations.findLastIndex(({ index }) => index <= commitIndex);
  return configurations.slice(Math.max(0, committed)).some(({ configuration }) => isVoter(configuration, self));
}

const lastConfigurationIndex = ({ configurations, snapshot }: RaftState): number => configurations.at(-1)?.index ?? snapshot.lastIncludedIndex;

const isVoter = ({ voters, outgoing }: Configuration, node: NodeId): boolean => voters.includes(node) || outgoing.includes(node);

/** Thesis 3.10: "The prior leader stops accepting new client requests." */
export const nothingNewInTransfer = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'a leader that hands over accepts nothing new (thesis 3.10)', ({ node, before, after }): Judgement => {
    if (before === null || before.transfer === null || after.transfer === null || after.log.lastIndex === before.log.lastIndex) return true;
    const { kind } = after.log.at(after.log.lastIndex);
    return kind !== 'command' || `leader ${node} has appended a command while it hands over to node ${after.transfer.target}`;
  });
