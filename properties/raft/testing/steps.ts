/** Hand-made runs of Raft servers, for tests of what must be true of them. */
import { Log } from '../../../sim/core/index.ts';
import type { Clock, Effect, Event, NodeId } from '../../../sim/core/index.ts';
import type { Observed } from '../../../sim/world/recorder.ts';
import type { RaftMessage, RaftRecord, RaftState, RaftVocabulary } from '../../../protocols/raft/index.ts';
import { raftServer } from '../../../protocols/raft/index.ts';
import { freshProgress } from '../../../protocols/raft/progress.ts';
import type { Progress } from '../../../protocols/raft/index.ts';
import { entries, snapshotOf } from '../../../protocols/raft/testing/words.ts';
import type { Judgement, Tracked } from '../../property.ts';
import { RaftLens } from '../lens.ts';

/** Servers that are a Raft and nothing else. */
export const bare = new RaftLens({
  raftOf: (state: RaftState) => state,
  messageOf: (message: RaftMessage) => message,
  recordOf: (record: RaftRecord) => record,
});

export interface Given extends Partial<RaftState> {
  /** Terms of its entries from the first on. */
  readonly terms?: readonly number[];
  /** So many of them have been compacted. */
  readonly compacted?: number;
}

/** What happens at one server: the first time, its start. */
export interface Move extends Partial<Pick<Observed, 'time'>> {
  readonly node?: NodeId;
  readonly event?: Event<RaftVocabulary> | 'start';
  readonly after: Given;
  readonly effects?: readonly Effect<RaftVocabulary>[];
}

const fresh = raftServer().start(0, [0, 1, 2], []).state;

/** A server in this state, all else as at its first start. */
export function stateOf(self: NodeId, { terms, compacted = 0, ...given }: Given): RaftState {
  const whole = Log.from(entries(terms ?? []));
  const log = given.log ?? whole.dropPrefix(compacted);
  const configuration = given.configurations?.at(0)?.configuration ?? fresh.snapshot.configuration;
  const snapshot = compacted === 0 ? fresh.snapshot : snapshotOf(compacted, terms?.[compacted - 1] ?? 0, { logHash: whole.prefixHash(compacted), configuration });
  const index = { commitIndex: compacted, lastApplied: compacted };
  return { ...fresh, ...index, self, log, snapshot, currentTerm: terms?.at(-1) ?? 0, ...given };
}

/** What is first said against this run; true: nothing. */
export function verdict(property: Tracked, moves: readonly Move[]): Judgement {
  const tracker = property.begin();
  const latest = new Map<NodeId, RaftState>();
  let now = 0;
  const clockOf = (): Clock => ({ monotonic: now, wall: now });
  const view = { now: 0, servers: [0, 1, 2], clients: [], stateOf: (node: NodeId) => latest.get(node) ?? null, clockOf };
  for (const [i, { node = 0, event = 'elapsed', after: given, effects = [], time = i }] of moves.entries()) {
    const before = event === 'start' ? null : (latest.get(node) ?? null);
    const after = stateOf(node, given);
    latest.set(node, after);
    now = time;
    const cause = event === 'start' || before === null ? { kind: 'start' as const, records: latest.has(node) ? 1 : 0 } : event === 'elapsed' ? timeout('election') : event;
    const judgement = tracker.judge({ index: i + 1, time, node, role: 'server', before, event: cause, after, effects }, view);
    if (judgement !== true) return judgement;
  }
  return true;
}

export const timeout = (timer: RaftVocabulary['timer']): Event<RaftVocabulary> => ({ kind: 'timeout', timer, clock: null });

export const message = (from: NodeId, said: RaftMessage): Event<RaftVocabulary> => ({ kind: 'message', from, message: said, clock: null });

export const stored = (...tags: readonly number[]): Event<RaftVocabulary> => ({ kind: 'stored', tags, clock: null });

export const failed: Event<RaftVocabulary> = { kind: 'storageFailed', reason: 'io', tags: [], clock: null };

export const send = (to: NodeId, said: RaftMessage, early: boolean = false): Effect<RaftVocabulary> => ({ kind: 'send', to, message: said, early });

export const write = (record: RaftRecord, tag: number | null = null): Effect<RaftVocabulary> => ({ kind: 'write', record, tag });

export const term = (currentTerm: number, votedFor: NodeId | null = null): RaftRecord => ({ kind: 'term', currentTerm, votedFor });

/** Entries of these terms behind `prevLogIndex`. */
export const append = (prevLogIndex: number, terms: readonly number[]): RaftRecord => ({ kind: 'entries', prevLogIndex, entries: entries(terms, prevLogIndex + 1) });

export const progress = (peer: NodeId, given: Partial<Progress>): Progress => ({ ...freshProgress(peer, 1), ...given });
