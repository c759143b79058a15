import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepFreeze, findDifference } from '../core/canonical.ts';
import { Dictionary } from '../core/dictionary.ts';
import { fingerprint } from '../core/fingerprint.ts';
import { Log } from '../core/log.ts';
import type { Event, Protocol, Step, Vocabulary } from '../core/protocol.ts';
import { AmbientSource, describeEvent, isFrozenWrite, laws, NondeterminismFound, purityGuard, type PurityGuard } from './checks.ts';
import { twinOf } from './twin.ts';

describe('a twin', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.record({ bytes: fc.uint8Array(), table: fc.array(fc.tuple(fc.string(), fc.jsonValue())).map((entries) => new Map(entries)), set: fc.array(fc.string()).map((items) => new Set(items)) }),
  );

  test('is equal', () => {
    fc.assert(fc.property(value, (one) => findDifference(one, twinOf(one), '') === null && fingerprint(one) === fingerprint(twinOf(one))));
  });

  test('shares nothing that could be written to', () => {
    const one = { list: [{ a: 1 }], table: new Map([['k', { b: 1 }]]), set: new Set([1]), bytes: Uint8Array.of(1) };
    const before = fingerprint(one);
    deepFreeze(one);
    const twin = twinOf(one);
    twin.list.push({ a: 2 });
    for (const item of twin.list) item.a = 9;
    twin.table.set('l', { b: 2 });
    for (const item of twin.table.values()) item.b = 9;
    twin.set.clear();
    twin.bytes[0] = 9;
    expect(fingerprint(one)).toBe(before);
  });

  test('has its fields in the opposite order', () => {
    expect(Object.keys(twinOf({ a: 1, b: { c: 1, d: 2 }, e: 3 }))).toEqual(['e', 'b', 'a']);
    expect(Object.keys(twinOf({ a: 1, b: { c: 1, d: 2 } }).b)).toEqual(['d', 'c']);
  });

  test('keeps the order of arrays, maps and sets', () => {
    expect(twinOf([3, 1, 2])).toEqual([3, 1, 2]);
    expect([...twinOf(new Map([['b', 1], ['a', 2]])).keys()]).toEqual(['b', 'a']);
    expect([...twinOf(new Set([2, 1]))]).toEqual([2, 1]);
  });

  test('has one twin for what occurs twice', () => {
    const shared = { a: 1 };
    const twin = twinOf({ one: shared, other: shared });
    expect(twin.one).toBe(twin.other);
    expect(twin.one).not.toBe(shared);
  });

  test('shares persistent collections', () => {
    const one = { log: Log.from([1]), pairs: Dictionary.from([['a', 1]]) };
    expect(twinOf(one).log).toBe(one.log);
    expect(twinOf(one).pairs).toBe(one.pairs);
  });

  test('has a field of that one name, and no other prototype', () => {
    const twin: object = twinOf(JSON.parse('{ "__proto__": { "a": 1 }, "b": 2 }'));
    expect(Object.keys(twin).toSorted()).toEqual(['__proto__', 'b']);
    expect(Object.getPrototypeOf(twin)).toBe(Object.prototype);
  });
});

describe('a purity guard', () => {
  const heard: AmbientSource[] = [];
  const guardOf = (): PurityGuard => purityGuard({ steps: () => 41, ambient: () => heard.at(-1) ?? null });
  const event: Event<Vocabulary> = { kind: 'timeout', timer: 'tick', clock: null };
  const start = (): Step<Vocabulary> => ({ state: { count: 0 }, effects: [] });
  const protocol = (step: Protocol['step']): Protocol => ({ name: 'toy', start, step });
  const guarded = (step: Protocol['step'], state: object = { count: 0 }): Step<Vocabulary> => guardOf().step(protocol(step), state, event, (n) => n - 1, 5, 17);

  test('gives back what the step gives, frozen', () => {
    const step = guarded((state, _, choose) => ({ state: { ...state, drawn: [choose(3), choose(2)] }, effects: [{ kind: 'emit', output: { a: 1 } }] }));
    expect(step).toEqual({ state: { count: 0, drawn: [2, 1] }, effects: [{ kind: 'emit', output: { a: 1 } }] });
    expect([step.state, step.effects, step.effects[0]].every((part) => Object.isFrozen(part))).toBe(true);
  });

  test('asks the world for each choice once', () => {
    const asked: number[] = [];
    const choose = (n: number): number => asked.push(n);
    guardOf().step(protocol((state, _, choose) => ({ state: { ...state, drawn: choose(9) + choose(8) }, effects: [] })), {}, event, choose, 0, 1);
    expect(asked).toEqual([9, 8]);
  });

  test('says which node of which protocol, which step and event', () => {
    let count = 0;
    const impure: Protocol['step'] = () => ({ state: { count: count++ }, effects: [] });
    expect(() => guarded(impure)).toThrow('node 5 (toy), step 17, on timeout tick: computed twice, it differs at state.count');
    expect(() => guarded(impure)).toThrow(expect.objectContaining({ name: 'NondeterminismFound', source: laws.same, node: 5 }));
  });

  test('lets the errors of a step through as they are', () => {
    const error = new RangeError('mine');
    expect(() => guarded(() => { throw error; })).toThrow(error);
  });

  test('hears of an ambient source that the step has asked for in secret', () => {
    const secret: Protocol['step'] = () => (heard.push(new AmbientSource('Date.now')), start());
    expect(() => guarded(secret)).toThrow("Date.now is not part of a node's input, and the refusal was caught");
  });

  test('keeps the stack of the line that writes in place', () => {
    const writing: Protocol['step'] = (state) => ({ state: Object.assign(state, { count: 1 }), effects: [] });
    const caught = catchFrom(() => guarded(writing));
    expect(caught).toBeInstanceOf(NondeterminismFound);
    expect(caught).toMatchObject({ source: laws.inPlace, message: expect.stringContaining('it changes state.count in place') });
    expect(caught?.stack).toMatch(/^TypeError: .*\n(?:.*\n)?.*writing .*checks\.test\.ts:\d+:\d+/);
  });

  test('guards starts, too, and leaves the lists of the world alone', () => {
    const nodes = [0, 1];
    const greedy: Protocol = { ...protocol(start), start: (_, nodes) => ({ state: { first: Reflect.apply(Array.prototype.shift, nodes, []) }, effects: [] }) };
    const guard = guardOf();
    expect(() => guard.withStart(greedy).start(1, nodes, [])).toThrow(/^node 1 \(toy\), step 42, on start: it changes nodes\[0\] in place/);
    expect(guard.withStart(protocol(start)).start(1, nodes, [])).toEqual(start());
    expect(Object.isFrozen(nodes)).toBe(false);
  });

  test('takes a frozen protocol, and one whose fields are private', () => {
    class Private implements Protocol {
      readonly name = 'private';
      readonly #first = 3;
      start(): Step<Vocabulary> {
        return { state: { count: this.#first }, effects: [] };
      }
      step(state: object): Step<Vocabulary> {
        return { state: { ...state, again: this.#first }, effects: [] };
      }
    }
    const guard = guardOf();
    const wrapped = guard.withStart(Object.freeze(new Private()));
    const { state } = wrapped.start(0, [0], []);
    expect(guard.step(wrapped, state, event, () => 0, 0, 1).state).toEqual({ count: 3, again: 3 });
  });
});

function catchFrom(act: () => unknown): Error | null {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof Error ? error : null;
  }
}

test('events are named by their kind and timer', () => {
  expect(describeEvent({ kind: 'timeout', timer: 'election', clock: null })).toBe('timeout election');
  expect(describeEvent({ kind: 'start', records: 0 })).toBe('start');
});

describe('writing to what is frozen', () => {
  const frozen = { list: [1, 2], set: new Set([1]) };
  deepFreeze(frozen);
  const writers: readonly (readonly [string, () => unknown])[] = [
    ['assigning', () => Object.assign(frozen, { list: [] })],
    ['adding', () => Object.assign(frozen, { extra: 1 })],
    ['pushing', () => frozen.list.push(3)],
    ['popping', () => frozen.list.pop()],
    ['sorting', () => frozen.list.sort((a, b) => b - a)],
    ['filling', () => frozen.list.fill(0)],
    ['shortening', () => (frozen.list.length = 0)],
    ['defining', () => Object.defineProperty(frozen, 'list', { value: 1 })],
    ['changing a set', () => frozen.set.add(2)],
  ];

  test.each(writers)('is known by what the engine says: %s', (_, write) => {
    expect(isFrozenWrite(catchFrom(write)?.message ?? '')).toBe(true);
  });

  test('is told apart from other mistakes', () => {
    for (const act of [() => JSON.parse('{'), () => Reflect.get(Object(null), 'a').b, () => [].reduce((a) => a)]) expect(isFrozenWrite(catchFrom(act)?.message ?? '')).toBe(false);
  });
});
