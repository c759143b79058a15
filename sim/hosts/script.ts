/**
 * Scripts: the story of a test, told by generator functions. A script calls clients and waits for their answers, sleeps,
 * inflicts faults, looks at nodes and says what it expects. Scripts of one scenario run side by side.
 */
import { assert } from '../core/assert.ts';
import type { NodeId, Stored } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import type { Counters } from '../world/counters.ts';
import type { Fault } from '../world/plan.ts';
import type { Observed } from '../world/recorder.ts';

/** What a script asks of its host; it goes on when that is done. */
export type Command =
  | Call
  | { readonly kind: 'sleep'; readonly lasts: number }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'rest' }
  | { readonly kind: 'all'; readonly scripts: readonly Story[] };

/** `lost`: null where a script that waits for a node that goes down ends there. */
export interface Call {
  readonly kind: 'call';
  readonly node: NodeId;
  readonly request: unknown;
  settle(result: unknown): void;
  readonly lost: (() => void) | null;
}

/** A part of a script that yields a result of its own. Use it with `yield*`. */
export type Story<Result = void> = Generator<Command, Result, undefined>;

/** What a script sees of the run. */
export interface Stage {
  readonly servers: readonly NodeId[];
  readonly clients: readonly NodeId[];
  /** Virtual time, in microseconds. */
  readonly now: () => Time;
  /** A uniform integer in [0, n), from the seed. Throws a `RangeError` where n is no whole number of at least 1. */
  readonly choose: (n: number) => number;
  /** State of a node; null while it is down. */
  readonly stateOf: (node: NodeId) => object | null;
  /** What is on the disk of a node: what its next start would read. */
  readonly recordsOf: (node: NodeId) => readonly Stored<unknown>[];
  /** What has been counted so far. */
  readonly counters: () => Counters;
  /** Shows the script each step of each node from now on. */
  readonly watch: (see: (step: Observed) => void) => void;
}

/** A story before it is told: called once per run. */
export type Script = (stage: Stage) => Story;

/** What a script expected and did not see. */
export class ExpectationFailure extends Error {
  override readonly name = 'ExpectationFailure';
  readonly expectation: string;

  constructor(expectation: string, seen: string) {
    super(seen === '' ? expectation : `${expectation}: ${seen}`);
    this.expectation = expectation;
  }
}

/** A mistake in the script itself: it threw. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';

  constructor(cause: Error) {
    super(`${cause.name}: ${cause.message}`, { cause });
    if (cause.stack !== undefined) this.stack = cause.stack;
  }
}

/** Fails the run unless the condition holds. `expectation` names the property, `seen` says what was there instead. */
export function expect(condition: boolean, expectation: string, seen: () => string = () => ''): asserts condition {
  if (!condition) throw new ExpectationFailure(expectation, seen());
}

/** Calls a client and waits for its answer. A call that never returns is a liveness failure. */
export function* call<Result>(node: NodeId, request: unknown): Story<Result> {
  const answers: Result[] = [];
  yield {
    kind: 'call',
    node,
    request,
    settle(result: Result): void {
      answers.push(result);
    },
    lost: null,
  };
  const [answer] = answers;
  assert(answers.length === 1 && answer !== undefined, 'a call is settled once before its script goes on');
  return answer;
}

/** Asks a node what is answered within its own process, as a method is called: null where it is down, or goes down before it answers. */
export function* ask<Result>(node: NodeId, request: unknown): Story<Result | null> {
  const answers: (Result | null)[] = [];
  yield {
    kind: 'call',
    node,
    request,
    settle(result: Result): void {
      answers.push(result);
    },
    lost: () => void answers.push(null),
  };
  const [answer] = answers;
  assert(answers.length === 1 && answer !== undefined, 'a question is settled once before its script goes on');
  return answer;
}

/** Lets so many microseconds pass. */
export function* sleep(lasts: number): Story {
  yield { kind: 'sleep', lasts };
}

/**
 * A resting point: here the story may end, for nothing is half done. Shrinking cuts a script short only at one. A script
 * without any is played to its end or not at all.
 */
export function* rest(): Story {
  yield { kind: 'rest' };
}

/** Makes a fault strike now, and goes on at once. It is withheld where it would exceed the budget, and after the heal. */
export function* inflict(fault: Fault): Story {
  yield { kind: 'fault', fault };
}

/** Runs stories side by side; goes on when all have ended. */
export function* all(scripts: readonly Story[]): Story {
  yield { kind: 'all', scripts };
}
