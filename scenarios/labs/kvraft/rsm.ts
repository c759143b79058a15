/** The labs' replicated state machine of 2025: a counter, and a tester that submits at the servers themselves. */
import type { NodeId } from '../../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { ask, expect, sleep, type Stage, type Story } from '../../../sim/hosts/script.ts';
import { always, type Property } from '../../../properties/property.ts';
import { labRaft, replica, type Machine, type ReplicaState } from '../../../protocols/raft/index.ts';
import { scenario, times, type Scenario } from '../../scenario.ts';
import { Harness, missed } from './harness.ts';
import { networkOf } from './lab.ts';

/** What is submitted: one more, nothing, or what must never be executed. */
type Operation = 'inc' | 'null' | 'dec';

interface Counter {
  readonly value: number;
  /** There, the first one is fatal. */
  readonly decrements: number;
}

const nothing: Counter = { value: 0, decrements: 0 };

/** Answers an increment with the new value. */
const counter: Machine<Counter, Operation, unknown, number, Counter> = {
  empty: nothing,
  apply({ value, decrements }, operation) {
    const state = { value: value + (operation === 'inc' ? 1 : 0), decrements: decrements + (operation === 'dec' ? 1 : 0) };
    return { state, result: state.value };
  },
  query: ({ value }) => value,
  snapshot: (state) => [state],
  restore: ([state]) => state ?? nothing,
};

const typed: { counter(state: object): Counter } = { counter: ({ machine }: ReplicaState<Counter>) => machine };

const noDecrement: Property = always<ReplicaState<Counter>>('what a minority was given is never executed', 'server', ({ machine }) => machine.decrements === 0);

type Submitted = { readonly kind: 'done'; readonly result: number } | { readonly kind: 'notLeader' | 'refused' };

export class RsmTester extends Harness {
  /** The server that took the last increment. */
  lastLeader: NodeId = 0;
  private readonly isConnected: boolean[];

  constructor(stage: Stage) {
    super(stage);
    this.isConnected = this.servers.map(() => true);
  }

  override *disconnect(server: NodeId): Story {
    this.isConnected[server] = false;
    yield* super.disconnect(server);
  }

  override *connect(server: NodeId): Story {
    this.isConnected[server] = true;
    yield* super.connect(server);
  }

  /** Submits at one server. Null where it was not executed, or nobody knows: then it may be. */
  *submit(server: NodeId, operation: Operation): Story<number | null> {
    const submitted = yield* ask<Submitted>(server, { kind: 'submit', command: operation });
    return submitted?.kind === 'done' ? submitted.result : null;
  }

  /** Submits at the connected servers in turn, for ten seconds at most. Null where none has taken it. */
  *atLeader(operation: Operation): Story<number | null> {
    for (const end = this.stage.now() + seconds(10); this.stage.now() < end; yield* sleep(milliseconds(50))) {
      for (let tried = 0; tried < this.servers.length; tried++) {
        const server = (this.lastLeader + tried) % this.servers.length;
        if (this.isConnected[server] !== true) continue;
        const result = yield* this.submit(server, operation);
        if (result === null) continue;
        this.lastLeader = server;
        return result;
      }
    }
    return null;
  }

  /** An increment: some server must take it. */
  *increment(): Story<number> {
    return (yield* this.atLeader('inc')) ?? missed('an increment is executed within ten seconds');
  }

  /** So many servers have counted to this value, within half a minute. */
  *checkCounter(value: number, expected: number): Story {
    let pause = milliseconds(10);
    for (let attempt = 0; attempt < 30; attempt++) {
      if (this.thoseAt(value) >= expected) return;
      yield* sleep(pause);
      if (pause < seconds(1)) pause *= 2;
    }
    expect(this.thoseAt(value) >= expected, 'servers count to the same value', () => `${this.thoseAt(value)} of ${expected} at ${value}`);
  }

  thoseAt(value: number): number {
    const counters = this.servers.flatMap((server) => this.stage.stateOf(server) ?? []);
    return counters.filter((state) => typed.counter(state).value === value).length;
  }
}

/** What a test does. */
export interface RsmTest {
  readonly title: string;
  /** Default: no snapshots. */
  readonly maxStateBytes?: number;
  tell(tester: RsmTester): Story;
}

/** A test with three servers on a reliable network. */
export function rsmLab(test: RsmTest): Scenario {
  const { title, maxStateBytes = null } = test;
  return scenario({
    title,
    servers: times(3, replica(counter, { ...labRaft, noOp: true, maxStateBytes })),
    network: networkOf(false),
    scripts: [(stage) => test.tell(new RsmTester(stage))],
    properties: [noDecrement],
    limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  });
}
