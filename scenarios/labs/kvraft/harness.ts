/** The labs' harness of the replicated services: it cuts the network, takes all servers down, and weighs what they store. */
import type { NodeId, Stored } from '../../../sim/core/protocol.ts';
import { sizeOf } from '../../../sim/core/size.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { expect, ExpectationFailure, inflict, sleep, type Stage, type Story } from '../../../sim/hosts/script.ts';
import type { ReplicaState } from '../../../protocols/raft/index.ts';

/** The labs' `electionTimeout`, in microseconds: within it, they expect a leader. */
export const electionTimeout = seconds(1);

/** More records than any server has under way to its disk. */
const all = 10_000;

const typed: { replica(state: object): ReplicaState<unknown> } = { replica: (state: ReplicaState<unknown>) => state };

export class Harness {
  readonly stage: Stage;
  readonly servers: readonly NodeId[];

  /** Of all servers, or of some: a group. */
  constructor(stage: Stage, servers: readonly NodeId[] = stage.servers) {
    this.stage = stage;
    this.servers = servers;
  }

  /** A server, whatever it replicates; null while it is down. */
  replicaAt(server: NodeId): ReplicaState<unknown> | null {
    const state = this.stage.stateOf(server);
    return state === null ? null : typed.replica(state);
  }

  /** The leader of the highest term: there must be one within five seconds. */
  *leader(): Story<NodeId> {
    for (let attempt = 0; attempt < 10; attempt++) {
      const leaders = this.servers.filter((server) => this.replicaAt(server)?.raft.role === 'leader');
      const [newest] = leaders.toSorted((a, b) => this.termOf(b) - this.termOf(a));
      if (newest !== undefined) return newest;
      yield* sleep(milliseconds(500));
    }
    return missed('a leader is elected within five seconds');
  }

  private termOf(server: NodeId): number {
    return this.replicaAt(server)?.raft.currentTerm ?? 0;
  }

  // ---- What goes wrong --------------------------------------------------------------------------------------------------

  /** Splits the servers at random, into two sides of any sizes, for 1 to 1.2 s. Clients reach both. */
  *splitAtRandom(): Story {
    const { choose } = this.stage;
    const lasts = milliseconds(1_000 + choose(200));
    const sides: [NodeId[], NodeId[]] = [[], []];
    for (const server of this.servers) (choose(2) === 0 ? sides[0] : sides[1]).push(server);
    yield* inflict({ kind: 'partition', shape: 'halves', groups: sides, lasts });
    yield* sleep(lasts);
  }

  /** Nothing passes between the groups, clients included. */
  *split(groups: readonly (readonly NodeId[])[], lasts: number): Story {
    yield* inflict({ kind: 'partition', shape: 'halves', groups, lasts });
  }

  *disconnect(server: NodeId): Story {
    yield* inflict({ kind: 'disconnect', node: server, lasts: null });
  }

  *connect(server: NodeId): Story {
    yield* inflict({ kind: 'reconnect', node: server });
  }

  *shutDownAll(): Story {
    for (const node of this.servers) yield* this.shutDown(node);
  }

  /** There, what is saved is stored at once; here, what is under way to a disk is lost half of the time, and half of the time not. */
  *shutDown(node: NodeId): Story {
    yield* inflict({ kind: 'crash', node, down: null, power: { survivors: this.stage.choose(2) * all, torn: false } });
  }

  *startAll(): Story {
    for (const node of this.servers) yield* this.start(node);
  }

  *start(node: NodeId): Story {
    yield* inflict({ kind: 'restart', node });
  }

  // ---- What they store --------------------------------------------------------------------------------------------------

  /** The labs' check after each round: 8 times the limit; without a limit, no server takes a snapshot. */
  checkSizes(maxStateBytes: number | null): void {
    if (maxStateBytes !== null) return this.expectLogsUpTo(8 * maxStateBytes);
    const compacted = this.servers.find((server) => (this.replicaAt(server)?.raft.snapshot.lastIncludedIndex ?? 0) > 0);
    expect(compacted === undefined, 'without a limit no snapshot is taken', () => `server ${compacted} has one`);
  }

  /** Bytes of everything but the snapshot. */
  expectLogsUpTo(most: number): void {
    const bytes = this.mostStored((kind) => kind !== 'snapshot');
    expect(bytes <= most, 'logs are compacted', () => `${bytes} bytes, more than ${most}`);
  }

  /** Bytes of the largest snapshot that any server has. */
  mostSnapshotBytes(): number {
    return this.mostStored((kind) => kind === 'snapshot');
  }

  expectSnapshotsUpTo(most: number): void {
    const bytes = this.mostSnapshotBytes();
    expect(bytes <= most, 'snapshots are small', () => `${bytes} bytes, more than ${most}`);
  }

  /** The most that any server has on its disk in records of some kinds, in bytes. */
  private mostStored(counts: (kind: string) => boolean): number {
    return Math.max(...this.servers.map((server) => this.stage.recordsOf(server).reduce((sum, stored) => sum + bytesOf(stored, counts), 0)));
  }
}

/** Fails the run. */
export function missed(expectation: string, seen = ''): never {
  throw new ExpectationFailure(expectation, seen);
}

const bytesOf = (stored: Stored<unknown>, counts: (kind: string) => boolean): number =>
  stored.kind === 'record' && counts(String(Reflect.get(Object(stored.record), 'kind'))) ? sizeOf(stored.record) : 0;
