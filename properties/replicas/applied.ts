/** What a step of a replica has applied, seen from outside. */
import type { NodeId, Vocabulary } from '../../sim/core/protocol.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import { isRaftMessage, type Entry, type RaftMessage, type ReplicaState } from '../../protocols/raft/index.ts';

/** Types of any replica, and of whoever talks to it. */
export interface ReplicaWords<State extends object> extends Vocabulary {
  readonly state: ReplicaState<State>;
}

/** A step of a replica that was running before. */
export interface ReplicaStep<State extends object> extends Observed<ReplicaWords<State>> {
  readonly before: ReplicaState<State>;
}

/** An entry that a replica has applied. */
export interface AppliedEntry {
  readonly index: number;
  readonly entry: Entry;
}

/** Is it the step of a replica? Other servers may stand beside it. */
export function isReplicaStep<State extends object>(step: Observed<ReplicaWords<State>>): boolean {
  return step.role === 'server' && 'raft' in step.after && 'machine' in step.after;
}

/** Is it one that was running before? */
export function continues<State extends object>(step: Observed<ReplicaWords<State>>): step is ReplicaStep<State> {
  return isReplicaStep(step) && step.before !== null;
}

/** The message of Raft that the step reacts to; null where it is none. */
export function receivedIn({ event }: Pick<Observed, 'event'>): { readonly from: NodeId; readonly message: RaftMessage } | null {
  return event.kind === 'message' && isRaftMessage(event.message) ? { from: event.from, message: event.message } : null;
}

/** Did a snapshot of the leader's take the place of the state? */
export function wasRestored({ before, after, event }: ReplicaStep<object>): boolean {
  return receivedIn({ event })?.message.kind === 'installSnapshot' && after.raft.lastApplied > before.raft.lastApplied;
}

/** The entries that it applied, oldest first: none where a snapshot took their place. */
export function appliedIn<State extends object>(step: ReplicaStep<State>): readonly AppliedEntry[] {
  const { before, after } = step;
  const first = before.raft.lastApplied + 1;
  if (after.raft.lastApplied < first || wasRestored(step)) return [];
  return Array.from({ length: after.raft.lastApplied + 1 - first }, (_, i) => first + i).flatMap((index) => {
    const entry = entryAt(step, index);
    return entry === null ? [] : [{ index, entry }];
  });
}

/** It may have been compacted within the step; then it stood in the log before, or in the message. */
function entryAt({ before, after, event }: ReplicaStep<object>, index: number): Entry | null {
  for (const { log } of [after.raft, before.raft]) if (index >= log.firstIndex && index <= log.lastIndex) return log.at(index);
  const message = receivedIn({ event })?.message;
  return message?.kind === 'appendEntries' ? (message.entries[index - message.prevLogIndex - 1] ?? null) : null;
}
