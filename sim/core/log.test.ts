import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AssertionFailure } from './assert.ts';
import { fingerprint, fold } from './fingerprint.ts';
import { Log } from './log.ts';

const numbers = (count: number, from: number = 1): number[] => Array.from({ length: count }, (_, i) => from + i);

/** What a log should be, in plain arrays: everything ever in it, and how much of its beginning has been dropped. */
interface Model {
  readonly all: readonly number[];
  readonly dropped: number;
}

interface Version {
  readonly log: Log<number>;
  readonly model: Model;
}

type Operation =
  | { readonly kind: 'append'; readonly count: number; readonly entry: number }
  | { readonly kind: 'truncate' | 'drop'; readonly part: number };

/** Lengths around what one chunk holds, and what one branch of chunks holds. */
const count = fc.oneof({ weight: 5, arbitrary: fc.nat(70) }, fc.integer({ min: 1_000, max: 1_060 }));
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), count, entry: fc.nat(9) }),
  fc.record({ kind: fc.constantFrom('truncate' as const, 'drop' as const), part: fc.nat(100) }),
);
/** Each operation starts from any earlier version, counted back from the newest. */
const forks = fc.array(fc.tuple(fc.nat(3), operation), { maxLength: 25 });

function apply({ log, model }: Version, operation: Operation): Version {
  if (operation.kind === 'append') {
    const entries = Array.from({ length: operation.count }, (_, i) => operation.entry + i);
    return { log: log.appendAll(entries), model: { ...model, all: [...model.all, ...entries] } };
  }
  const index = model.dropped + Math.floor(((model.all.length - model.dropped) * operation.part) / 100);
  if (operation.kind === 'truncate') return { log: log.truncate(index), model: { ...model, all: model.all.slice(0, index) } };
  return { log: log.dropPrefix(index), model: { ...model, dropped: index } };
}

function prefixHashes(entries: readonly number[]): readonly number[] {
  const hashes = [Log.empty().prefixHash(0)];
  for (const [i, entry] of entries.entries()) hashes.push(fold(hashes[i] ?? 0, fingerprint(entry)));
  return hashes;
}

function expectAlike({ log, model }: Version): void {
  const entries = model.all.slice(model.dropped);
  const indices = numbers(entries.length, model.dropped + 1);
  const hashes = prefixHashes(model.all).slice(model.dropped);
  expect([log.firstIndex, log.lastIndex, log.length]).toEqual([model.dropped + 1, model.all.length, entries.length]);
  expect([...log]).toEqual(entries);
  expect(indices.map((index) => log.at(index))).toEqual(entries);
  expect([model.dropped, ...indices].map((index) => log.prefixHash(index))).toEqual(hashes);
  expect(fingerprint(log)).toBe(fingerprint(Log.from(model.all).dropPrefix(model.dropped)));
}

describe('a log behaves as an array', () => {
  test('in every version, whatever was made of it since', () => {
    fc.assert(
      fc.property(forks, (steps) => {
        const versions: Version[] = [{ log: Log.empty(), model: { all: [], dropped: 0 } }];
        for (const [back, step] of steps) {
          const version = versions[versions.length - 1 - (back % versions.length)];
          if (version !== undefined) versions.push(apply(version, step));
        }
        for (const version of versions) expectAlike(version);
      }),
      { numRuns: 150 },
    );
  });

  test('in each slice', () => {
    const log = Log.from(numbers(200)).dropPrefix(37);
    fc.assert(
      fc.property(fc.integer({ min: 38, max: 201 }), fc.integer({ min: 38, max: 201 }), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        expect(log.slice(from, to)).toEqual(numbers(to - from, from));
      }),
    );
    expect(log.slice()).toEqual(numbers(163, 38));
    expect(log.slice(200)).toEqual([200]);
    expect(log.slice(201)).toEqual([]);
    expect(Log.empty().slice()).toEqual([]);
  });

  test.for([31, 32, 33, 63, 64, 1_023, 1_024, 1_025, 32_767, 32_768, 40_000])('up to a length of %i', (length) => {
    const log = Log.from(numbers(length));
    expect([...log]).toEqual(numbers(length));
    expect(numbers(length).every((index) => log.at(index) === index)).toBe(true);
    expect([...log.truncate(length - 1).append(0)]).toEqual([...numbers(length - 1), 0]);
    expect([...log.dropPrefix(length - 1)]).toEqual([length]);
  });

  test.for([0, 1, 31, 32, 33, 1_023, 1_024, 1_000_000, 2 ** 31 - 100])('from a first index of %i', (first) => {
    const log = Log.from(numbers(100), first);
    expect([log.firstIndex, log.lastIndex]).toEqual([first, first + 99]);
    expect([...log]).toEqual(numbers(100));
    expect([...log.dropPrefix(first + 49).truncate(first + 59)]).toEqual(numbers(10, 51));
    expect([...log.truncate(first + 9).append(7)]).toEqual([...numbers(10), 7]);
  });
});

describe('versions', () => {
  test('two appends to the same version do not disturb each other', () => {
    for (const length of [0, 1, 31, 32, 100]) {
      const base = Log.from(numbers(length));
      const [left, right] = [base.append(-1), base.append(-2)];
      expect([...left.append(-3)]).toEqual([...numbers(length), -1, -3]);
      expect([...right.append(-4)]).toEqual([...numbers(length), -2, -4]);
      expect([...base]).toEqual(numbers(length));
    }
  });

  test('a version does not see what a later one appended into the chunk they share', () => {
    const base = Log.from([1, 2]);
    base.append(3);
    expect([...base]).toEqual([1, 2]);
    expect(base.slice()).toEqual([1, 2]);
    expect(() => base.at(3)).toThrow(AssertionFailure);
    expect(() => base.prefixHash(3)).toThrow(AssertionFailure);
  });

  test('an iteration under way is not disturbed by an append', () => {
    const log = Log.from(numbers(5));
    const seen: number[] = [];
    for (const entry of log) {
      seen.push(entry);
      log.append(99);
    }
    expect(seen).toEqual(numbers(5));
  });

  test('changing nothing returns the same version', () => {
    const log = Log.from(numbers(50)).dropPrefix(10);
    expect(log.truncate(50)).toBe(log);
    expect(log.dropPrefix(10)).toBe(log);
    expect(log.appendAll([])).toBe(log);
  });

  test('entries are shared, not copied', () => {
    const entry = { term: 1 };
    expect(Log.from([entry]).truncate(1).append({ term: 2 }).at(1)).toBe(entry);
  });

  test('a log can be appended to itself', () => {
    const log = Log.from(numbers(40));
    expect([...log.appendAll(log)]).toEqual([...numbers(40), ...numbers(40)]);
  });
});

describe('memory', () => {
  interface Watched {
    readonly log: Log<object>;
    readonly alive: readonly WeakRef<object>[];
  }

  function watched(change: (log: Log<object>) => Log<object>): Watched {
    const entries = Array.from({ length: 5_000 }, (_, i) => ({ i }));
    return { log: change(Log.from<object>(entries)), alive: entries.map((entry) => new WeakRef(entry)) };
  }

  async function aliveIn({ log, alive }: Watched): Promise<number> {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    // What a job has seen through a WeakRef stays until the job ends.
    await setImmediate();
    if (typeof collect === 'function') collect();
    expect(log.length).toBeGreaterThan(0);
    return alive.filter((reference) => reference.deref() !== undefined).length;
  }

  test('what was dropped is freed, to the entry', async () => {
    expect(await aliveIn(watched((log) => log))).toBe(5_000);
    expect(await aliveIn(watched((log) => log.dropPrefix(2_345)))).toBe(2_655);
    expect(await aliveIn(watched((log) => log.dropPrefix(4_995)))).toBe(5);
  });

  test('what was truncated is freed, but for the rest of its chunk', async () => {
    expect(await aliveIn(watched((log) => log.truncate(2_345)))).toBeLessThan(2_345 + 32);
    expect(await aliveIn(watched((log) => log.truncate(3).append({})))).toBe(3);
  });
});

describe('prefix hashes', () => {
  test('"if two logs contain an entry with the same index and term, they are identical in all entries up through it" (5.3)', () => {
    const entry = fc.record({ term: fc.integer({ min: 1, max: 2 }), command: fc.nat(1) });
    const entries = fc.array(entry, { maxLength: 6 });
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        const [left, right] = [Log.from(a), Log.from(b)];
        for (let index = 0; index <= Math.min(a.length, b.length); index++) {
          const isEqual = JSON.stringify(a.slice(0, index)) === JSON.stringify(b.slice(0, index));
          expect(left.prefixHash(index) === right.prefixHash(index)).toBe(isEqual);
        }
      }),
    );
  });

  test('a compacted log stays comparable with one that is not', () => {
    const log = Log.from(numbers(100));
    const compacted = log.dropPrefix(60);
    for (let index = 60; index <= 100; index++) expect(compacted.prefixHash(index)).toBe(log.prefixHash(index));
    expect(() => compacted.prefixHash(59)).toThrow('59 is not in 60 to 100');
    expect(compacted.append(7).prefixHash(101)).toBe(log.append(7).prefixHash(101));
    expect(compacted.truncate(60).prefixHash(60)).toBe(log.prefixHash(60));
    expect(log.dropPrefix(100).append(7).prefixHash(101)).toBe(log.append(7).prefixHash(101));
  });

  test('so does one that continues a snapshot, if it is told the prefix hash', () => {
    const leader = Log.from(numbers(100));
    const follower = Log.empty<number>(81, leader.prefixHash(80)).appendAll(leader.slice(81));
    expect(follower.prefixHash(100)).toBe(leader.prefixHash(100));
    expect(fingerprint(follower)).toBe(fingerprint(leader.dropPrefix(80)));
  });

  test('logs that begin at different indices are different values', () => {
    expect(fingerprint(Log.empty(1))).not.toBe(fingerprint(Log.empty(2)));
    expect(fingerprint(Log.from([1, 2]).dropPrefix(1))).not.toBe(fingerprint(Log.from([1, 2])));
    expect(fingerprint(Log.from([1, 2]).dropPrefix(1))).not.toBe(fingerprint(Log.from([3, 2]).dropPrefix(1)));
  });
});

describe('entries', () => {
  test('come with their absolute indices', () => {
    expect([...Log.from(['a', 'b', 'c']).dropPrefix(1).entries()]).toEqual([[2, 'b'], [3, 'c']]);
  });
});

describe('what is asked for must be there', () => {
  const log = Log.from(numbers(50)).dropPrefix(10);
  const refused: readonly (readonly [string, () => unknown, string])[] = [
    ['an entry before the first', () => log.at(10), '10 is not in 11 to 50'],
    ['an entry after the last', () => log.at(51), '51 is not in 11 to 50'],
    ['an entry between two', () => log.at(12.5), '12.5 is not in 11 to 50'],
    ['the entry at NaN', () => log.at(Number.NaN), 'NaN is not in 11 to 50'],
    ['an entry of an empty log', () => Log.empty().at(1), '1 is not in 1 to 0'],
    ['a prefix hash after the last', () => log.prefixHash(51), '51 is not in 10 to 50'],
    ['a truncation below what was dropped', () => log.truncate(9), '9 is not in 10 to 50'],
    ['a truncation beyond the end', () => log.truncate(51), '51 is not in 10 to 50'],
    ['a truncation between two entries', () => log.truncate(20.5), '20.5 is not in 10 to 50'],
    ['dropping what is gone already', () => log.dropPrefix(9), '9 is not in 10 to 50'],
    ['dropping more than there is', () => log.dropPrefix(51), '51 is not in 10 to 50'],
    ['a slice from before the first', () => log.slice(10, 12), '10 to 12 is not in 11 to 51'],
    ['a slice beyond the end', () => log.slice(11, 52), '11 to 52 is not in 11 to 51'],
    ['a slice that ends before it begins', () => log.slice(20, 19), '20 to 19 is not in 11 to 51'],
    ['a slice from between two entries', () => log.slice(20.5, 22), '20.5 to 22 is not in 11 to 51'],
    ['a log that begins below zero', () => Log.empty(-1), '-1'],
    ['a log that begins beyond 32 bits', () => Log.empty(2 ** 31), '2147483648'],
    ['an entry that is undefined', () => Log.from([undefined]), 'an entry of a log is not undefined'],
  ];
  test.for(refused)('%s is an assertion failure that says what was asked', ([, ask, detail]) => {
    expect(ask).toThrow(AssertionFailure);
    expect(ask).toThrow(detail);
  });

  test('a log ends at 2^31 - 1 at the latest', () => {
    const full = Log.from([1], 2 ** 31 - 1);
    expect(full.at(2 ** 31 - 1)).toBe(1);
    expect(() => full.append(2)).toThrow(AssertionFailure);
  });
});
