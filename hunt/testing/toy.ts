/** Toy nodes for tests of determinism: two servers that tick and tell each other a note. What they note is up to the test. */
import fc from 'fast-check';
import type { Choose, Event, NodeId, Protocol, Step } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { sleep } from '../../sim/hosts/script.ts';
import { operations, scenario, times, type Scenario } from '../../scenarios/scenario.ts';

/** Not readonly: impure toys write to it. */
export interface ToyState {
  readonly self: NodeId;
  count: number;
  note: unknown;
  heard: unknown;
  items: number[];
  table: Map<string, number>;
  bytes: Uint8Array;
  nested: { readonly items: number[] };
}

export interface Toy {
  readonly state: ToyState;
  readonly message: unknown;
  readonly timer: 'tick';
  readonly record: unknown;
  readonly request: { amount: number };
  readonly result: number;
  readonly output: never;
}

export type ToyEvent = Event<Toy>;
export type ToyStep = (state: ToyState, event: ToyEvent, choose: Choose) => Step<Toy>;

/** A step that the compiler would refuse. */
export const untyped = (step: unknown): ToyStep => Object.assign(Object.create(null), { step }).step;

/** A scenario of two such nodes: some ten ticks each. */
export function toy(step: ToyStep, start: Protocol<Toy>['start'] = startToy): Scenario {
  const protocol: Protocol<Toy> = { name: 'toy', start, step };
  return scenario({
    title: 'Two nodes tick',
    servers: times(2, protocol),
    scripts: [() => sleep(milliseconds(60))],
    limits: { duration: milliseconds(60), recovery: null },
    properties: [],
  });
}

/** The same two nodes, and a client that is asked three times for an amount. */
export function asking(client: Protocol<Toy>): Scenario {
  return scenario({
    title: 'A client is asked',
    servers: times(2, client),
    clients: [client],
    workload: operations(fc.constant(null).map(() => ({ amount: 1 })), { perClient: [3, 3] }),
    properties: [],
  });
}

/** A toy that notes something at each tick, and tells the other. */
export function noting(note: (state: ToyState, event: ToyEvent, choose: Choose) => unknown): Scenario {
  return toy((state, event, choose) => (event.kind === 'timeout' ? tick(state, note(state, event, choose)) : hear(state, event)));
}

/** A toy that ticks, and makes something of each message. */
export function answering(heard: (message: unknown, state: ToyState) => unknown): Scenario {
  return toy((state, event) => (event.kind === 'message' ? hear(state, event, heard(event.message, state)) : tick(state, state.count)));
}

export function startToy(self: NodeId): Step<Toy> {
  const fields = { items: [3, 1, 2], table: new Map([['a', 1]]), bytes: new Uint8Array(2), nested: { items: [] } };
  return { state: { self, count: 0, note: null, heard: null, ...fields }, effects: [setTick] };
}

const setTick = { kind: 'setTimer', timer: 'tick', min: milliseconds(3), max: milliseconds(6) } as const;

/** The note goes into the state and to the other node. */
export function tick(state: ToyState, note: unknown): Step<Toy> {
  return { state: { ...state, count: state.count + 1, note }, effects: [setTick, { kind: 'send', to: 1 - state.self, message: { note }, early: false }] };
}

/** Keeps what it makes of an event, by default the message. */
export function hear(state: ToyState, event: ToyEvent, heard: unknown = event.kind === 'message' ? event.message : null): Step<Toy> {
  return { state: { ...state, heard }, effects: [] };
}
