/** The labs' tester of Raft: it takes servers down, asks them to start agreement, and looks at what they say and have applied. */
import type { Log } from '../../../sim/core/log.ts';
import type { NodeId, Stored } from '../../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { ask, expect, ExpectationFailure, inflict, sleep, type Stage, type Story } from '../../../sim/hosts/script.ts';
import type { Fault } from '../../../sim/world/plan.ts';
import { sizeOf } from '../../../sim/core/size.ts';
import type { Edition } from './editions.ts';
import { appliedOf, longReordering, raftOf, reliableNetwork, requestKinds } from './servers.ts';

/** The labs' `RaftElectionTimeout`, in microseconds. */
export const electionTimeout = seconds(1);

/** Where a leader has put a command. */
export interface Started {
  readonly index: number;
  readonly term: number;
}

/** What servers have applied at an index. */
export interface Committed {
  readonly count: number;
  /** Undefined where nobody has. */
  readonly command: unknown;
}

type StartResult = { readonly kind: 'started'; readonly index: number; readonly term: number } | { readonly kind: 'notLeader' | 'refused' };

/** More records than any server has under way to its disk. */
const all = 10_000;

export class Tester {
  readonly stage: Stage;
  readonly edition: Edition;
  readonly servers: readonly NodeId[];
  /** Requests that each server has received. */
  private readonly received: number[] = [];
  private readonly isConnected: boolean[] = [];
  /** What servers had applied when they went down, as far as the tester remembers it. */
  private readonly records: (Log<unknown> | undefined)[] = [];

  constructor(stage: Stage, edition: Edition) {
    this.stage = stage;
    this.edition = edition;
    this.servers = stage.servers;
    for (const server of this.servers) {
      this.received[server] = 0;
      this.isConnected[server] = true;
    }
  }

  /** The server so many places after this one. */
  after(server: NodeId, places: number): NodeId {
    return (server + places) % this.servers.length;
  }

  /** A random server. */
  any(): NodeId {
    return this.stage.choose(this.servers.length);
  }

  /** A random command: a whole number of 31 bits. */
  anyCommand(): number {
    return this.stage.choose(2 ** 31);
  }

  // ---- What goes wrong --------------------------------------------------------------------------------------------------

  connected(server: NodeId): boolean {
    return this.isConnected[server] === true;
  }

  isUp(server: NodeId): boolean {
    return this.stage.stateOf(server) !== null;
  }

  *disconnect(...servers: readonly NodeId[]): Story {
    for (const node of servers) {
      if (this.connected(node)) yield* inflict({ kind: 'disconnect', node, lasts: null });
      this.isConnected[node] = false;
    }
  }

  *connect(...servers: readonly NodeId[]): Story {
    for (const node of servers) {
      if (!this.connected(node)) yield* inflict({ kind: 'reconnect', node });
      this.isConnected[node] = true;
    }
  }

  /**
   * Takes servers down. There, what is saved is stored at once; here, what is under way to the disk is lost half of the time, and half of the
   * time not: Figure 8 needs entries that only a crashed leader has.
   */
  *crash(...servers: readonly NodeId[]): Story {
    for (const node of servers) {
      yield* this.disconnect(node);
      const state = this.stage.stateOf(node);
      if (state === null) continue;
      this.remember(node, appliedOf(state));
      yield* inflict({ kind: 'crash', node, down: null, power: { survivors: this.stage.choose(2) * all, torn: false } });
    }
  }

  /** Starts servers that are down from what they have stored, and connects them: them, or, as the edition has it, everybody. */
  *restart(...servers: readonly NodeId[]): Story {
    for (const node of servers) {
      yield* inflict({ kind: 'restart', node });
      if (!this.edition.keepsRecords) this.records[node] = undefined;
      yield* this.connect(...(this.edition.restartConnects === 'everybody' ? this.servers : [node]));
    }
  }

  /** Makes a server absent until `comeBack`: it is down meanwhile, or just disconnected, as the edition has it. */
  *leave(...servers: readonly NodeId[]): Story {
    if (this.edition.crashes === 'atOnce') yield* this.crash(...servers);
    else yield* this.disconnect(...servers);
  }

  /** It starts anew and is connected. */
  *comeBack(...servers: readonly NodeId[]): Story {
    for (const server of servers) {
      yield* this.crash(server);
      yield* this.restart(server);
    }
  }

  *setReliable(): Story {
    yield* this.inflict({ kind: 'setNetwork', network: reliableNetwork });
  }

  *setLongReordering(): Story {
    yield* this.inflict(longReordering);
  }

  private *inflict(fault: Fault): Story {
    yield* inflict(fault);
  }

  // ---- What servers say -------------------------------------------------------------------------------------------------

  /** Asks one server to start agreement on a command. Null where it is down or leads nobody. */
  *start(server: NodeId, command: unknown): Story<Started | null> {
    const result = yield* ask<StartResult>(server, { kind: 'start', command });
    return result?.kind === 'started' ? result : null;
  }

  /** The same with so many random commands, whatever becomes of them. */
  *startMany(server: NodeId, count: number): Story {
    for (let i = 0; i < count; i++) yield* this.start(server, this.anyCommand());
  }

  /** Null while it is down. */
  termOf(server: NodeId): number | null {
    const state = this.stage.stateOf(server);
    return state === null ? null : raftOf(state).currentTerm;
  }

  leads(server: NodeId): boolean {
    const state = this.stage.stateOf(server);
    return state !== null && raftOf(state).role === 'leader';
  }

  /** The leader of the highest term among the connected servers; there must be one within some seconds, and none beside it in its term. */
  *checkOneLeader(): Story<NodeId> {
    for (let attempt = 0; attempt < 10; attempt++) {
      yield* sleep(milliseconds(450 + this.stage.choose(100)));
      const leaders = this.connectedServers().filter((server) => this.leads(server));
      for (const leader of leaders) {
        const rival = leaders.find((other) => other !== leader && this.termOf(other) === this.termOf(leader));
        expect(rival === undefined, 'a term has at most one leader', () => `term ${this.termOf(leader)}: ${leader} and ${rival}`);
      }
      const [newest] = leaders.toSorted((a, b) => (this.termOf(b) ?? 0) - (this.termOf(a) ?? 0));
      if (newest !== undefined) return newest;
    }
    return missed('a leader is elected within five seconds');
  }

  /** The term of all connected servers: it must be one. */
  checkTerms(): number {
    const terms = this.connectedServers().map((server) => this.termOf(server) ?? -1);
    const [term = -1] = terms;
    expect(terms.every((other) => other === term), 'servers agree on the term', () => terms.join(', '));
    return term;
  }

  checkNoLeader(): void {
    const leader = this.connectedServers().find((server) => this.leads(server));
    expect(leader === undefined, 'who is connected to no majority does not lead', () => `${leader} leads`);
  }

  private connectedServers(): readonly NodeId[] {
    return this.servers.filter((server) => this.connected(server));
  }

  // ---- What servers have applied ----------------------------------------------------------------------------------------

  /** How many servers have applied the entry at this index, and what it is: the same at all. */
  committedAt(index: number): Committed {
    const lists = this.servers.flatMap((server) => this.recordOf(server) ?? []).filter((list) => list.lastIndex >= index);
    const commands = lists.map((list) => list.at(index));
    const [command] = commands;
    expect(commands.every((other) => other === command), 'committed values match', () => `index ${index}: ${commands.join(', ')}`);
    return { count: commands.length, command };
  }

  expectNothingCommittedAt(index: number, why: string): void {
    const { count } = this.committedAt(index);
    expect(count === 0, why, () => `index ${index}: applied by ${count}`);
  }

  /**
   * Agreement on a command within ten seconds: some connected server starts it, and within two seconds so many servers have applied it at its
   * index. Answers the index. Without `retry` the first start must do.
   */
  *one(command: unknown, expected: number, retry: boolean): Story<number> {
    const end = this.stage.now() + seconds(10);
    const turn = { next: 0 };
    while (this.stage.now() < end) {
      const started = yield* this.startSomewhere(command, turn);
      if (started === null) {
        yield* sleep(milliseconds(50));
        continue;
      }
      if (yield* this.isAgreedOn(command, started.index, expected)) return started.index;
      expect(retry, 'agreement is reached within two seconds', () => `on ${String(command)}`);
    }
    return missed('agreement is reached within ten seconds', `on ${describe(command)} by ${expected}`);
  }

  private *startSomewhere(command: unknown, turn: { next: number }): Story<Started | null> {
    for (let tried = 0; tried < this.servers.length; tried++) {
      turn.next = this.after(turn.next, 1);
      const started = this.connected(turn.next) ? yield* this.start(turn.next, command) : null;
      if (started !== null) return started;
    }
    return null;
  }

  private *isAgreedOn(command: unknown, index: number, expected: number): Story<boolean> {
    const end = this.stage.now() + seconds(2);
    while (this.stage.now() < end) {
      const committed = this.committedAt(index);
      if (committed.count > 0 && committed.count >= expected && committed.command === command) return true;
      yield* sleep(milliseconds(20));
    }
    return false;
  }

  /**
   * Waits up to half a minute for so many servers to apply what stands at this index, and answers that. Null where some server's term is
   * beyond `term`: then nothing can be expected.
   */
  *wait(index: number, expected: number, term: number | null): Story<{ readonly command: unknown } | null> {
    let pause = milliseconds(10);
    for (let attempt = 0; attempt < 30; attempt++) {
      const { count, command } = this.committedAt(index);
      if (count >= expected) return { command };
      yield* sleep(pause);
      if (pause < seconds(1)) pause *= 2;
      if (term !== null && this.servers.some((server) => (this.termOf(server) ?? 0) > term)) return null;
    }
    const { count } = this.committedAt(index);
    return count >= expected ? { command: this.committedAt(index).command } : missed('what is committed is applied by all', `index ${index}: ${count} of ${expected}`);
  }

  private remember(server: NodeId, applied: Log<unknown>): void {
    const known = this.records[server];
    if (known === undefined || known.lastIndex < applied.lastIndex) this.records[server] = applied;
  }

  /** What the tester knows the server to have applied: the record of one that is down still counts. */
  private recordOf(server: NodeId): Log<unknown> | undefined {
    const state = this.stage.stateOf(server);
    if (state !== null && this.edition.keepsRecords) this.remember(server, appliedOf(state));
    return state === null || this.edition.keepsRecords ? this.records[server] : appliedOf(state);
  }

  // ---- What it costs ----------------------------------------------------------------------------------------------------

  /** From now on, requests are counted. */
  countRequests(): void {
    this.stage.watch(({ node, event }) => {
      if (event.kind === 'message' && isRequest(event.message)) this.received[node] = (this.received[node] ?? 0) + 1;
    });
  }

  /** Requests that the servers have received from each other. */
  get requests(): number {
    return this.received.reduce((sum, count) => sum + count, 0);
  }

  /** Bytes that have been sent by all. */
  get bytes(): number {
    return this.stage.counters().bytesSent;
  }

  /** The most that any server keeps on its disk beside its snapshot, in bytes. */
  get logSize(): number {
    return Math.max(...this.servers.map((server) => this.stage.recordsOf(server).reduce((sum, stored) => sum + sizeBesideSnapshot(stored), 0)));
  }
}

/** Fails the run. */
export function missed(expectation: string, seen = ''): never {
  throw new ExpectationFailure(expectation, seen);
}

const describe = (command: unknown): string => String(command).slice(0, 20);

const kindOf = (value: unknown): string => String(Reflect.get(Object(value), 'kind'));

const isRequest = (message: unknown): boolean => requestKinds.has(kindOf(message));

const sizeBesideSnapshot = (stored: Stored<unknown>): number => (stored.kind === 'record' && kindOf(stored.record) !== 'snapshot' ? sizeOf(stored.record) : 0);
