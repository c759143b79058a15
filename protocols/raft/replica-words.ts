/** Replicas of a state machine: what they remember, and what they are told and say. */
import type { Dictionary, NodeId } from '../../sim/core/index.ts';
import type { RaftMessage, RaftRecord, RaftRequest, RaftResult, RaftState, RaftTimer } from './raft.ts';
import type { Outcome } from './service.ts';

/** What travels between the servers, and between them and the clients of their service. */
export type ReplicaMessage<Message> = RaftMessage | Message;

/** A client that waits for an answer, and what it asked. */
export interface AskingClient<Message> {
  readonly client: NodeId;
  readonly message: Message;
  /** Null for what changes the state; else it is answered from the state once that is known to be new enough. */
  readonly query: { readonly query: unknown } | null;
}

/** Whoever sits at the server itself, by the number of the request. */
interface AskingUser {
  readonly user: number;
  readonly query: null;
}

/** Whoever waits for an answer. */
export type Asker<Message> = AskingClient<Message> | AskingUser;

/** What a replica remembers: its Raft server, its state machine, and who waits for an answer. */
export interface ReplicaState<State, Message = unknown> {
  readonly raft: RaftState;
  readonly machine: State;
  /** By the index of the entry, and its term. */
  readonly submissions: Dictionary<number, Asker<Message> & { readonly term: number }>;
  /** By the number of the read. */
  readonly queries: Dictionary<number, Asker<Message>>;
  /** Number of the next read. */
  readonly nextRead: number;
  /** Bytes of the applied entries that stand in the log, each as a record of its own: what they take on the disk, or more. */
  readonly logBytes: number;
}

/** Types of a replica whose clients speak `Message`. */
export interface ReplicaVocabulary<State, Message = unknown> {
  readonly state: ReplicaState<State, Message>;
  readonly message: ReplicaMessage<Message>;
  readonly timer: RaftTimer | 'errands';
  readonly record: RaftRecord;
  /**
   * Asked by whoever sits at the server itself. A submission is answered when it was applied, or leadership was lost (the labs' Submit); the
   * others are answered at once, as the labs' Start is. Only a crash swallows an answer: no disk does.
   */
  readonly request: Extract<RaftRequest, { kind: 'start' | 'transfer' | 'configure' }> | { readonly kind: 'submit'; readonly command: unknown };
  readonly result: RaftResult | Outcome;
  readonly output: never;
}

const raftKinds: ReadonlySet<string> = new Set<RaftMessage['kind']>([
  'requestVote',
  'requestVoteReply',
  'appendEntries',
  'appendEntriesReply',
  'installSnapshot',
  'installSnapshotReply',
  'timeoutNow',
]);

/** Is it between servers? */
export function isRaftMessage(message: unknown): message is RaftMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string' && raftKinds.has(message.kind);
}
