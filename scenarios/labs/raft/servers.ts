/** The servers of the Raft labs: what they run, and how a tester looks at them. */
import type { Log } from '../../../sim/core/log.ts';
import type { NodeId, Protocol } from '../../../sim/core/protocol.ts';
import { milliseconds } from '../../../sim/core/time.ts';
import { commandList, labRaft, replica, type RaftState, type ReplicaState, type ReplicaVocabulary } from '../../../protocols/raft/index.ts';
import { tracked, type Tracked } from '../../../properties/property.ts';
import { calmNetwork, type NetworkProfile } from '../../../sim/world/plan.ts';
import { unreliable } from '../../kv/vocabulary.ts';

/** What a server of these labs is: Raft, and the list of all commands that it has applied. */
export type LabState = ReplicaState<Log<unknown>>;

/** A server with the labs' Raft. `snapshotEvery`: null in the tests before part D. */
export function labServer(snapshotEvery: number | null): Protocol<ReplicaVocabulary<Log<unknown>>> {
  return replica(commandList, { ...labRaft, snapshotEvery });
}

const typed: { raft(state: object): RaftState; applied(state: object): Log<unknown> } = {
  raft: (state: LabState) => state.raft,
  applied: (state: LabState) => state.machine,
};

/** Raft's part of a server's state. */
export const raftOf = (state: object): RaftState => typed.raft(state);

/** All commands that a server has applied, each at its index. */
export const appliedOf = (state: object): Log<unknown> => typed.applied(state);

/** The labs' reliable network takes no time; this one takes up to a millisecond. */
export const reliableNetwork: NetworkProfile = calmNetwork;

export const unreliableNetwork: NetworkProfile = { ...calmNetwork, ...unreliable };

/** The labs' long reordering: two answers in three are held for 0.2 to 2.2 s. */
export const longReordering = {
  kind: 'longDelays',
  kinds: ['requestVoteReply', 'appendEntriesReply', 'installSnapshotReply'],
  rate: 667,
  min: milliseconds(200),
  max: milliseconds(2_200),
  lasts: null,
} as const;

/** What the labs' network counts as calls: each is answered. */
export const requestKinds: ReadonlySet<string> = new Set(['requestVote', 'appendEntries', 'installSnapshot']);

/**
 * The labs' `checkLogs` and `applierSnap`: every server applies every index after the one before it, and what the others have applied there.
 * Two lists agree as far as their prefix hashes do.
 */
export const appliedInOrder: Tracked = tracked<ReplicaVocabulary<Log<unknown>>>('servers apply the same commands in the same order', () => {
  let agreed: Log<unknown> | null = null;
  return ({ node, after: { raft, machine } }) => {
    if (machine.lastIndex !== raft.lastApplied) return `server ${node} apply out of order: ${machine.lastIndex} commands at index ${raft.lastApplied}`;
    const known = agreed ?? machine;
    const common = Math.min(known.lastIndex, machine.lastIndex);
    if (known.prefixHash(common) !== machine.prefixHash(common)) return describeConflict(node, known, machine);
    agreed = known.lastIndex >= machine.lastIndex ? known : machine;
    return true;
  };
});

function describeConflict(node: NodeId, known: Log<unknown>, machine: Log<unknown>): string {
  let index = 1;
  while (known.prefixHash(index) === machine.prefixHash(index)) index++;
  return `commit index ${index}: server ${node} applies ${String(machine.at(index))}, another one has applied ${String(known.at(index))}`;
}
