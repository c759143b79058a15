/** Determinism proves itself: sources of nondeterminism, planted in toy nodes, are caught and named. */
import { Console } from 'node:console';
import ownProcess from 'node:process';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Log } from '../sim/core/log.ts';
import type { Protocol } from '../sim/core/protocol.ts';
import { laws } from '../sim/hosts/checks.ts';
import type { Failure } from '../sim/hosts/failure.ts';
import type { Watcher } from '../sim/hosts/simulation.ts';
import { afterwards } from '../properties/property.ts';
import { allBuiltins } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { drawPlan, runPlan, runSeed } from './run.ts';
import { answering, asking, hear, noting, startToy, tick, toy, untyped, type Toy, type ToyState } from './testing/toy.ts';
import { sameSeedSameRun } from './run-comparison.ts';

const catalogue = await allBuiltins();

const seed = 7;

/** Kept from before it could be poisoned. */
const kept = { Date, random: Math.random };

interface Place {
  readonly node: number;
  readonly step: number;
  readonly event: string;
}

/** Where the first event of a kind falls in a clean run. Impure toys do the same until then. */
function firstPlace(kind: string, event: string): Place {
  const places: Place[] = [];
  const onlooker: Watcher = { property: '', observe: ({ node, index, ...step }) => (step.event.kind === kind && places.push({ node, step: index, event }), null) };
  runSeed(noting(() => 0), seed, { onlooker });
  const [first] = places;
  if (first === undefined) throw new Error(`no ${kind} in a clean run`);
  return first;
}

const atTick = firstPlace('timeout', 'timeout tick');
const atMessage = firstPlace('message', 'message');

/** A title, a scenario made anew for each run, and what the message must say after node, step and event. */
type Plant = readonly [title: string, plant: () => Scenario, says: string];

function expectNamed(failure: Failure | null, law: string, { node, step, event }: Place, says: string): void {
  expect(failure).toMatchObject({ kind: 'nondeterminism', property: law, node });
  expect(failure?.message.replace(' (toy)', '')).toContain(`node ${node}, step ${step}, on ${event}: `);
  expect(failure?.message).toContain(says);
}

/** What only checked runs catch: each step is computed twice on frozen input, and the whole run twice. */
function caughtWhenChecked(law: string, place: Place, plants: readonly Plant[]): void {
  test.each(plants)('%s', (_, plant, says) => {
    expectNamed(runSeed(plant(), seed, { checked: true }).failure, law, place, says);
  });
}

test('a toy without a source of nondeterminism passes', () => {
  const { failure, steps } = runSeed(noting((state, event, choose) => [state.count, event.kind, choose(3)]), seed, { checked: true });
  expect(failure).toBeNull();
  expect(steps).toBeGreaterThan(30);
});

describe('what is ambient is caught in every run, by poisoned globals', () => {
  const ambient: readonly Plant[] = [
    ['Date.now', () => noting(() => Date.now()), 'Date.now'],
    ['new Date', () => noting(() => new Date().getTime()), 'new Date'],
    ['Date called as a function', () => noting(() => Date()), 'Date'],
    ['Math.random', () => noting(() => Math.random()), 'Math.random'],
    ['performance.now', () => noting(() => performance.now()), 'performance.now'],
    ['performance.timeOrigin', () => noting(() => performance.timeOrigin), 'performance.timeOrigin'],
    ['crypto.randomUUID', () => noting(() => crypto.randomUUID()), 'crypto.randomUUID'],
    ['crypto.getRandomValues', () => noting(() => crypto.getRandomValues(new Uint8Array(4))), 'crypto.getRandomValues'],
    ['process.hrtime', () => noting(() => process.hrtime.bigint()), 'process.hrtime'],
    ['process.env', () => noting(() => process.env['HOME'] ?? ''), 'process.env'],
    ['process.cwd', () => noting(() => process.cwd()), 'process.cwd'],
    ['process.pid', () => noting(() => process.pid), 'process.pid'],
    ['process.nextTick', () => noting(() => process.nextTick(() => {})), 'process.nextTick'],
    ['process, imported', () => noting(() => ownProcess.uptime()), 'process.uptime'],
    ['setTimeout', () => noting(() => setTimeout(() => {}, 1)), 'setTimeout'],
    ['setInterval', () => noting(() => setInterval(() => {}, 1)), 'setInterval'],
    ['setImmediate', () => noting(() => setImmediate(() => {})), 'setImmediate'],
    ['queueMicrotask', () => noting(() => queueMicrotask(() => {})), 'queueMicrotask'],
    ['a promise that goes on', () => noting(() => void Promise.resolve(1).then(() => {})), 'Promise.prototype.then'],
    ['fetch', () => noting(() => void fetch('http://localhost')), 'fetch'],
    ['Intl', () => noting(() => new Intl.NumberFormat().format(1e6)), 'Intl.NumberFormat'],
    ['toLocaleString of a number', () => noting(() => (1e6).toLocaleString()), 'Number.prototype.toLocaleString'],
    ['toLocaleString of a bigint', () => noting(() => 10n.toLocaleString()), 'BigInt.prototype.toLocaleString'],
    ['toLocaleString of an array', () => noting(() => [1e6].toLocaleString()), 'Number.prototype.toLocaleString'],
    ['localeCompare', () => noting(() => 'a'.localeCompare('B')), 'String.prototype.localeCompare'],
    ['toLocaleUpperCase', () => noting(() => 'i'.toLocaleUpperCase()), 'String.prototype.toLocaleUpperCase'],
    ['WeakRef', () => noting(() => new WeakRef({}).deref() === undefined), 'new WeakRef'],
    ['FinalizationRegistry', () => noting(() => typeof new FinalizationRegistry(() => {})), 'new FinalizationRegistry'],
    ['a refusal that the node catches', () => noting(() => orZero(() => Math.random())), 'Math.random'],
  ];

  describe.each([false, true])('checked: %s', (checked) => {
    test.each(ambient)('%s', (_, plant, says) => {
      expectNamed(runSeed(plant(), seed, { checked }).failure, laws.ambient, atTick, `${says} is not part of a node's input`);
    });

    test('at a start', () => {
      const scenario = toy(hear, (self) => ({ ...startToy(self), state: { ...startToy(self).state, note: Date.now() } }));
      expectNamed(runSeed(scenario, seed, { checked }).failure, laws.ambient, { node: 0, step: 1, event: 'start' }, 'Date.now');
    });

    test('at a later step, of the other node', () => {
      const scenario = toy((state, event) => (event.kind === 'message' ? hear(state, event, Date.now()) : tick(state, 0)));
      expectNamed(runSeed(scenario, seed, { checked }).failure, laws.ambient, atMessage, 'Date.now');
    });
  });

  test('writing to the console is no input, and allowed', () => {
    let text = '';
    const stream = new Writable({ write: (chunk, _, done) => ((text += String(chunk)), done()) });
    const terminal = new Console(stream);
    const { failure } = runSeed(noting(({ count }) => terminal.log('tick', { count }) ?? count), seed);
    expect(failure).toBeNull();
    expect(text).toContain('tick { count: 3 }\n');
  });
});

function orZero(act: () => unknown): unknown {
  try {
    return act();
  } catch {
    return 0;
  }
}

describe('a step that does not return its result at once is caught in every run', () => {
  const impatient: readonly Plant[] = [
    ['an async step', () => toy(untyped(async (state: ToyState) => tick(state, 0))), 'it returned a promise instead of { state, effects }'],
    ['an async step that fails', () => toy(untyped(async () => Promise.reject(new Error('unheard')))), 'it returned a promise'],
    ['a promise', () => toy(untyped(() => new Promise(() => {}))), 'it returned a promise'],
    ['nothing', () => toy(untyped(() => undefined)), 'it returned undefined instead of { state, effects }'],
    ['a state alone', () => toy(untyped((state: ToyState) => ({ state }))), 'it returned an object with state instead of { state, effects }'],
    ['a generator', () => toy(untyped(function* () { yield 1; })), 'it returned an object with no fields'],
  ];

  describe.each([false, true])('checked: %s', (checked) => {
    test.each(impatient)('%s', (_, plant, says) => {
      expectNamed(runSeed(plant(), seed, { checked }).failure, laws.atOnce, atTick, says);
    });
  });
});

describe('what is changed in place is caught, with the field', () => {
  const takeAway = (from: object, field: string): boolean => {
    if (!Reflect.deleteProperty(from, field)) throw new TypeError(`Cannot delete property '${field}' of #<Object>`);
    return true;
  };
  caughtWhenChecked(laws.inPlace, atTick, [
    ['a field of the state', () => noting((state) => state.count++), 'it changes state.count in place'],
    ['a push to an array', () => noting((state) => state.items.push(4)), 'it changes state.items[3] in place'],
    ['a sort of an array', () => noting((state) => state.items.sort((a, b) => a - b)[0]), 'it changes state.items[0] in place'],
    ['an array inside', () => noting((state) => state.nested.items.push(4)), 'it changes state.nested.items[0] in place'],
    ['a Map', () => noting((state) => state.table.set('b', 2).size), 'it changes state.table.key(1) in place'],
    ['a Map, past the freezing', () => noting((state) => Map.prototype.set.call(state.table, 'a', 2).size), 'it changes state.table.get("a") in place'],
    ['a byte', () => noting((state) => (state.bytes[1] = 9)), 'it changes state.bytes[1] in place'],
    ['a new field', () => noting((state) => Object.assign(state, { extra: 1 }).count), 'it changes state.extra in place'],
    ['a field taken away', () => noting((state) => takeAway(state, 'heard')), 'it changes state.heard in place'],
  ]);

  caughtWhenChecked(laws.inPlace, atMessage, [
    ['a field of the message', () => answering((message) => Object.assign(Object(message), { note: 1 })), 'it changes event.message.note in place'],
    ['the event', () => toy((state, event) => (event.kind === 'message' ? hear(state, Object.assign(event, { from: 2 })) : tick(state, 0))), 'it changes event.from in place'],
  ]);

  /** Keeps what it returned, outside of its state, and writes to it in a later step. */
  const writingLater = (make: (self: number) => unknown, write: (own: unknown) => unknown): Scenario => {
    const own = new Map<number, unknown>();
    return noting(({ self, count }) => {
      if (count === 2) write(own.get(self));
      const made = make(self);
      own.set(self, made);
      return made;
    });
  };
  const push = (list: unknown): unknown => Array.isArray(list) && list.push(1);
  const setByte = (bytes: unknown): unknown => bytes instanceof Uint8Array && (bytes[0] = 9);

  test('what was returned earlier, an array: by the line that writes', () => {
    const { failure } = runSeed(writingLater(() => [1], push), seed, { checked: true });
    expect(failure).toMatchObject({ kind: 'nondeterminism', property: laws.inPlace });
    expect(failure?.message).toMatch(/step \d+, on timeout tick: it changes what it was given or gave away before in place: Cannot add property 1/);
    expect(failure?.stack).toContain('determinism.test.ts');
  });

  test('what was returned earlier, bytes that cannot be frozen', () => {
    const { failure } = runSeed(writingLater(() => new Uint8Array(1), setByte), seed, { checked: true });
    expect(failure).toMatchObject({ kind: 'nondeterminism', property: laws.inPlace });
    expect(failure?.message).toMatch(/step \d+, on timeout tick: it changes what it returned before in place: at state\.note\[0\]/);
  });

  test('a request, in a run that is not checked, too', () => {
    const greedy: Protocol<Toy> = {
      name: 'toy',
      start: startToy,
      step: (state, event) => {
        if (event.kind !== 'request') return hear(state, event, null);
        event.request.amount++;
        return { ...hear(state, event, null), effects: [{ kind: 'reply', id: event.id, result: 0, early: false }] };
      },
    };
    const scenario = asking(greedy);
    for (const checked of [false, true]) {
      const { failure } = runSeed(scenario, seed, { checked });
      expect(failure).toMatchObject({ kind: 'nondeterminism', property: laws.inPlace, node: 2 });
      expect(failure?.message).toMatch(/node 2 \(toy\), step \d+, on request: it changes event\.request\.amount in place/);
    }
  });
});

describe('what is no plain data is caught, with the field', () => {
  class Account {
    readonly balance = 1;
  }
  const cyclic = (): unknown => {
    const list: unknown[] = [];
    list.push(list);
    return list;
  };
  caughtWhenChecked(laws.canonical, atTick, [
    ['NaN', () => noting(() => Number.NaN), 'state.note is NaN'],
    ['NaN as a key', () => noting(() => new Map([[Number.NaN, 1]])), 'state.note.key(0) is NaN'],
    ['-0', () => noting(() => -0), 'state.note is -0'],
    ['infinity', () => noting(() => [1, Infinity]), 'state.note[1] is Infinity'],
    ['undefined', () => noting(() => ({ votes: undefined })), 'state.note.votes is undefined'],
    ['a class instance', () => noting(() => new Account()), 'state.note is a Account, not plain data'],
    ['a Date', () => noting(() => new kept.Date(0)), 'state.note is a Date, not plain data'],
    ['a function', () => noting(() => () => 1), 'state.note is a function'],
    ['a symbol', () => noting(() => Symbol('note')), 'state.note is a symbol'],
    ['a promise', () => noting(() => [Promise.resolve()]), 'state.note[0] is a Promise, not plain data'],
    ['a computed field', () => noting(() => ({ get now() { return 1; } })), 'state.note.now is computed, not stored'],
    ['a cycle', () => noting(cyclic), 'state.note[0] contains itself'],
    ['in a log', () => noting(() => Log.from([{ term: Number.NaN }])), 'state.note.at(1).term is NaN'],
    ['in an effect', () => toy((state, event) => ({ ...tick(state, 0), ...(event.kind === 'timeout' ? { effects: tick(state, Number.NaN).effects } : {}) })), 'effects[1].message.note is NaN'],
  ]);

  test('at a start', () => {
    const scenario = toy(hear, (self) => ({ ...startToy(self), state: { ...startToy(self).state, note: Number.NaN } }));
    expectNamed(runSeed(scenario, seed, { checked: true }).failure, laws.canonical, { node: 0, step: 1, event: 'start' }, 'state.note is NaN');
  });

  test('in a run that is not checked, where nothing else would work with it', () => {
    expectNamed(runSeed(noting(cyclic), seed).failure, laws.canonical, atTick, 'state.note[0] contains itself');
  });
});

describe('what gives another result the second time is caught, with the field', () => {
  const counting = (): (() => number) => {
    let count = 0;
    return () => count++;
  };
  const shared = Symbol.for('faultline.test.count');
  const caching = (): Scenario => {
    const cache = new Map<string, number>();
    return noting(({ count }) => {
      const isHit = cache.has(`${count}`);
      cache.set(`${count}`, count);
      return { isHit };
    });
  };
  const unsteady = (): Scenario => {
    const next = counting();
    return noting(({ items }) => items.toSorted((a, b) => (next() < 3 ? a - b : b - a)));
  };
  caughtWhenChecked(laws.same, atTick, [
    ['a counter in a closure', () => ((next) => noting(next))(counting()), 'computed twice, it differs at state.note'],
    ['a counter on a global, behind a symbol', () => noting(() => Reflect.set(globalThis, shared, Number(Reflect.get(globalThis, shared) ?? 0) + 1) && Reflect.get(globalThis, shared)), 'it differs at state.note'],
    ['Math.random, captured when the module was loaded', () => noting(() => kept.random()), 'it differs at state.note'],
    ['a cache that tells hits', caching, 'it differs at state.note.isHit'],
    ['a comparator that remembers', unsteady, 'it differs at state.note['],
    ['the lines of a stack', () => noting(() => new Error('where').stack ?? ''), 'it differs at state.note'],
    ['effects alone', () => ((next) => toy((state, event) => (event.kind === 'timeout' ? { state: { ...state }, effects: tick(state, next()).effects } : hear(state, event))))(counting()), 'it differs at effects[1].message.note'],
    ['a choice among others', () => ((next) => noting((_, __, choose) => choose(2 + next())))(counting()), 'computed twice, its choice 1 is choose(2) and then choose(3)'],
    ['more choices', () => ((next) => noting((_, __, choose) => choose(2) + (next() > 0 ? choose(2) : 0)))(counting()), 'computed twice, it makes 1 choice and then 2'],
    ['an error the second time', () => ((next) => noting(() => (next() === 1 ? JSON.parse('{') : 0)))(counting()), 'computed twice, it throws the second time: SyntaxError'],
  ]);
});

describe('what looks at more than values is caught, with the field', () => {
  const numbering = (): ((value: object) => number) => {
    const numbers = new WeakMap<object, number>();
    let count = 0;
    return (value) => {
      const number = numbers.get(value) ?? count++;
      numbers.set(value, number);
      return number;
    };
  };
  caughtWhenChecked(laws.values, atTick, [
    ['the identity of an object', () => ((numberOf) => noting((state) => numberOf(state.nested)))(numbering()), 'on an equal input (other objects, other order of fields) it differs at state.note'],
    ['the order in which fields were written', () => noting((state) => Object.keys(state).join()), 'it differs at state.note'],
  ]);
});

describe('what differs between two runs is caught, with the field', () => {
  const remembering = (): Scenario => {
    const seen = new Map<string, number>();
    return noting(({ self, count }) => [...seen.set(`${self}/${count}`, 1).keys()]);
  };
  const recognising = (): Scenario => {
    let sent: unknown = null;
    return toy((state, event) => {
      if (event.kind === 'message') return hear(state, event, event.message === sent);
      const step = tick(state, 0);
      const [, effect] = step.effects;
      sent = effect?.kind === 'send' ? effect.message : null;
      return step;
    });
  };
  caughtWhenChecked(sameSeedSameRun, atTick, [
    ['the order of a Map outside of the nodes', remembering, 'two runs of the same seed: they differ at state.note[1]'],
    ['a write that is refused in silence', () => noting((state) => Reflect.set(state, 'count', 1)), 'they differ at state.count'],
  ]);
  caughtWhenChecked(sameSeedSameRun, atMessage, [['a message that is the very object of its sender', recognising, 'they differ at state.heard']]);

  test('a counter of starts', () => {
    let starts = 0;
    const scenario = toy(hear, (self) => ({ ...startToy(self), state: { ...startToy(self).state, count: starts++ } }));
    expectNamed(runSeed(scenario, seed, { checked: true }).failure, laws.same, { node: 0, step: 1, event: 'start' }, 'it differs at state.count');
  });

  test('a property that remembers other runs', () => {
    let runs = 0;
    const scenario: Scenario = { ...noting(() => 0), properties: [afterwards('the first run only', () => runs++ === 0)] };
    const { failure } = runSeed(scenario, seed, { checked: true });
    expect(failure).toMatchObject({ kind: 'nondeterminism', property: sameSeedSameRun, node: null });
    expect(failure?.message).toMatch(/take the same steps, but one ends after (\d+) steps with hash (\w+) and no failure, the other after \1 steps with hash \2 and safety: the first run only/);
  });
});

test('the protocols of this package are pure', () => {
  const scenarios = Object.entries(catalogue).filter(([name, { heavy }]) => !heavy && /^(?:kv|lock)\//.test(name));
  const failures = scenarios.flatMap(([name, scenario]) => [1, 2, 3].map((seed) => [name, runSeed(scenario, seed, { checked: true }).failure]));
  expect(failures.filter(([, failure]) => failure !== null)).toEqual([]);
});

describe('a failure of a node', () => {
  test('keeps the stack of its own lines', () => {
    const { failure } = runSeed(noting(({ count }) => fail(count)), seed);
    expect(failure).toMatchObject({ kind: 'safety', property: 'no step throws', message: 'RangeError: out of ticks', node: atTick.node });
    expect(failure?.stack).toMatch(/^RangeError: out of ticks\n\s+at fail \(.*determinism\.test\.ts:\d+:\d+\)/);
  });

  test('is the same one when it is checked', () => {
    const plain = runSeed(noting(({ count }) => fail(count)), seed);
    const checked = runSeed(noting(({ count }) => fail(count)), seed, { checked: true });
    expect(checked.failure?.message).toBe(plain.failure?.message);
    expect([checked.steps, checked.hash]).toEqual([plain.steps, plain.hash]);
  });

  test('that is no Error is a finding all the same', () => {
    const { failure } = runSeed(noting(() => fling('out of ticks')), seed);
    expect(failure).toMatchObject({ kind: 'safety', property: 'no step throws', node: atTick.node });
    expect(failure?.message).toContain('out of ticks');
  });
});

function fail(count: number): never {
  throw new RangeError(`out of ticks${count === 0 ? '' : count}`);
}

function fling(what: unknown): never {
  throw what;
}

test('a checked run is the plain run: its verdict, steps, hash, digests and plan are the same', () => {
  const scenario = catalogue['kv/versioned'];
  if (scenario === undefined) throw new Error('there is no such scenario');
  const plan = drawPlan(scenario, seed);
  const digests: { readonly plain: number[]; readonly checked: number[] } = { plain: [], checked: [] };
  const plain = runPlan(scenario, seed, plan, { digests: digests.plain });
  const checked = runPlan(scenario, seed, plan, { digests: digests.checked, checked: true });
  expect(checked).toEqual(plain);
  expect(digests.checked).toEqual(digests.plain);
});
