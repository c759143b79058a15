/** What scripts see of a Raft cluster, and what they do to it. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { formatTime, milliseconds, seconds } from '../../sim/core/time.ts';
import { call, expect, sleep, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { Fault } from '../../sim/world/plan.ts';
import type { RaftRequest, RaftResult, RaftState } from '../../protocols/raft/index.ts';

/** Whoever can look at the states of nodes: a script's stage, a property's view. */
type Sight = Pick<Stage, 'stateOf'>;

/** The Raft within a replica; null while it is down. */
export function raftOf(sight: Sight, server: NodeId): RaftState | null {
  const state = sight.stateOf(server);
  return state === null ? null : typed.raft(state);
}

const typed: { raft(state: object): RaftState } = {
  raft(state: { readonly raft: RaftState }) {
    return state.raft;
  },
};

/** Whoever leads the newest term among these servers; null where none of them leads. */
export function leaderAmong(sight: Sight, servers: readonly NodeId[]): NodeId | null {
  const states = servers.flatMap((server) => raftOf(sight, server) ?? []);
  const newest = Math.max(...states.map(({ currentTerm }) => currentTerm));
  return states.find(({ role, currentTerm }) => role === 'leader' && currentTerm === newest)?.self ?? null;
}

/** Last index that is known to be committed, of all servers that are up. */
export function commitIndexes(sight: Sight, servers: readonly NodeId[]): readonly number[] {
  return servers.flatMap((server) => raftOf(sight, server)?.commitIndex ?? []);
}

/** Last index of a server's log; 0 while it is down. */
export const lastIndexOf = (sight: Sight, server: NodeId): number => raftOf(sight, server)?.log.lastIndex ?? 0;

/** Are all these servers up, with the same log, and all of it committed? */
export function areInLine(sight: Sight, servers: readonly NodeId[]): boolean {
  const states = servers.map((server) => raftOf(sight, server));
  const [first] = states;
  if (first === null || first === undefined) return false;
  const { lastIndex } = first.log;
  return states.every((state) => state !== null && state.log.lastIndex === lastIndex && state.commitIndex === lastIndex && state.log.prefixHash(lastIndex) === first.log.prefixHash(lastIndex));
}

/** Waits until it holds, looking each millisecond; a run in which it does not come in time fails. */
export function* until(stage: Stage, what: string, holds: () => boolean, within: number = seconds(5)): Story {
  const deadline = stage.now() + within;
  while (!holds()) {
    expect(stage.now() < deadline, what, () => `not within ${formatTime(within)}`);
    yield* sleep(milliseconds(1));
  }
}

/** Waits until this moment, in microseconds from the beginning. */
export function* sleepUntil(stage: Stage, time: number): Story {
  yield* sleep(Math.max(0, time - stage.now()));
}

/** Waits until one of these servers leads them. */
export function* awaitLeader(stage: Stage, among: readonly NodeId[] = stage.servers, within: number = seconds(5)): Story<NodeId> {
  yield* until(stage, 'a leader is elected', () => leaderAmong(stage, among) !== null, within);
  const leader = leaderAmong(stage, among);
  expect(leader !== null, 'a leader is elected');
  return leader;
}

/** All servers but this one. */
export const othersThan = (stage: Pick<Stage, 'servers'>, node: NodeId): readonly NodeId[] => stage.servers.filter((server) => server !== node);

/** No messages between these groups; whoever stands in none talks to all. */
export const apart = (lasts: number, ...groups: readonly (readonly NodeId[])[]): Fault => ({ kind: 'partition', shape: 'halves', groups, lasts });

/** A crash that loses all that was not synced. */
export const crash = (node: NodeId, down: number): Fault => ({ kind: 'crash', node, down, power: { survivors: 0, torn: false } });

/** Asks a server itself, as whoever sits at it would. Asked of one that is down, it waits. */
export function* ask(server: NodeId, request: Extract<RaftRequest, { kind: 'start' | 'transfer' | 'configure' }>): Story<RaftResult> {
  return yield* call<RaftResult>(server, request);
}
