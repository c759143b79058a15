import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepFreeze, findDifference, findNonCanonical } from './canonical.ts';
import { type Collection, elementsOf, freezeElements } from './collection.ts';
import { Dictionary } from './dictionary.ts';
import { fingerprint, fingerprintOf } from './fingerprint.ts';
import { Log } from './log.ts';

class Account {
  readonly balance = 1;
}
class SortedList extends Array<number> {}
class LruMap extends Map<string, number> {}

const selfContaining = (): object => {
  const list: unknown[] = [1];
  list.push({ list });
  return { list };
};

describe('findNonCanonical', () => {
  const canonical: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['a string', ''],
    ['zero', 0],
    ['a fraction', 0.1],
    ['a bigint', 1n],
    ['bytes', Uint8Array.of(1, 2)],
    ['an array', [1, [2]]],
    ['an object', { a: { b: [] } }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['a map', new Map([['a', new Map()]])],
    ['a set', new Set([1, 'a'])],
    ['a log', Log.from([{ term: 1 }])],
    ['a dictionary', Dictionary.from([['a', { version: 1 }]])],
    ['a frozen map', Object.freeze(new Map([['a', 1]]))],
  ];
  test.for(canonical)('%s is canonical', ([, value]) => {
    expect(findNonCanonical(value, 'state')).toBe(null);
    deepFreeze(value);
    expect(findNonCanonical(value, 'state')).toBe(null);
  });

  const shared = { term: 1 };
  test('a value that stands in two places is not a cycle', () => {
    expect(findNonCanonical([shared, { shared }, Log.from([shared, shared])], 'state')).toBe(null);
  });

  const faulty: readonly (readonly [string, unknown])[] = [
    ['state is undefined', undefined],
    ['state.votes[1] is NaN', { term: 1, votes: [0, Number.NaN] }],
    ['state.commitIndex is -0', { commitIndex: -0 }],
    ['state.nextIndex.get("n1") is Infinity', { nextIndex: new Map([['n0', 1], ['n1', Infinity]]) }],
    ['state.nextIndex.key(0) is NaN', { nextIndex: new Map([[Number.NaN, 1]]) }],
    ['state.nextIndex.value(1) is -Infinity', { nextIndex: new Map([[3, 1], [4, -Infinity]]) }],
    ['state.votes.key(1) is undefined', { votes: new Set([1, undefined]) }],
    ['state.leader is undefined', { leader: undefined }],
    ['state[1] is undefined', Array.from({ length: 3 }).with(0, 1).with(2, 1)],
    ['state.retry is a function', { retry: () => 1 }],
    ['state.tag is a symbol', { tag: Symbol('x') }],
    ['state.pending is a Promise, not plain data', { pending: Promise.resolve() }],
    ['state.since is a Date, not plain data', { since: new Date(0) }],
    ['state.account is a Account, not plain data', { account: new Account() }],
    ['state.pattern is a RegExp, not plain data', { pattern: /x/ }],
    ['state.bits is a Int32Array, not plain data', { bits: new Int32Array(1) }],
    ['state.list is a SortedList, not plain data', { list: new SortedList() }],
    ['state.cache is a LruMap, not plain data', { cache: new LruMap() }],
    ['state.list[1].list contains itself', selfContaining()],
    ['state.log.at(2).term is NaN', { log: Log.from([{ term: 1 }, { term: Number.NaN }]) }],
    ['state.pairs.get("b")[0] is -0', { pairs: Dictionary.from([['a', [0]], ['b', [-0]]]) }],
    ['state.pairs.get(7).at(1) is a function', { pairs: Dictionary.from([[7, Log.from([() => 1])]]) }],
    ['state.now is computed, not stored', { get now() { return 1; } }],
    ['state.secret is not enumerable', Object.defineProperty({}, 'secret', { value: 1 })],
    ['state has a field named by Symbol(secret)', { [Symbol('secret')]: 1 }],
    ['state.match has fields beside its elements', { match: 'put'.match(/p/) }],
    ['state has fields beside its elements', Object.assign(new Map(), { hits: 1 })],
  ];
  test.for(faulty)('it says "%s"', ([fault, value]) => {
    expect(findNonCanonical(value, 'state')).toBe(fault);
  });

  test('a computed field is named without being computed', () => {
    const touchy = { get now(): number { throw new Error('computed'); } };
    expect(findNonCanonical(touchy, 'state')).toBe('state.now is computed, not stored');
  });
});

describe('what was found canonical', () => {
  test('and can change is looked at again', () => {
    const inner = { count: 1 };
    const state = Object.freeze({ inner });
    expect(findNonCanonical(state, 'state')).toBe(null);
    inner.count = NaN;
    expect(findNonCanonical(state, 'state')).toBe('state.inner.count is NaN');
  });

  test('and holds a map or a set is looked at again: freezing does not hold these', () => {
    const [map, set] = [new Map<string, unknown>([['a', 1]]), new Set<unknown>([1])];
    const state = { map, set };
    deepFreeze(state);
    expect(findNonCanonical(state, 'state')).toBe(null);
    Map.prototype.set.call(map, 'a', undefined);
    expect(findNonCanonical(state, 'state')).toBe('state.map.get("a") is undefined');
    Map.prototype.set.call(map, 'a', 1);
    Set.prototype.add.call(set, NaN);
    expect(findNonCanonical(state, 'state')).toBe('state.set.key(1) is NaN');
  });

  test('and can never change is not', () => {
    const log = Log.from([{ term: 1 }, { term: 2 }]);
    let walks = 0;
    const counting: Collection = { [elementsOf]: () => (walks++, [['.all', log]]), [freezeElements]: (freeze) => freeze(log), [fingerprintOf]: () => 1 };
    const state = { counting };
    deepFreeze(state);
    for (let i = 0; i < 3; i++) expect(findNonCanonical(state, 'state')).toBe(null);
    expect(walks).toBe(1);
  });

  test('stands beside what is not, and hides none of it', () => {
    const log = Log.from<object>([{ term: 1 }]);
    deepFreeze(log);
    expect(findNonCanonical(log, 'log')).toBe(null);
    const grown = log.append({ term: NaN });
    deepFreeze(grown);
    for (let i = 0; i < 2; i++) expect(findNonCanonical({ log, grown }, 'state')).toBe('state.grown.at(2).term is NaN');
  });
});

describe('findDifference', () => {
  const base = { term: 1, log: ['a', 'b'], votes: new Set([1, 2]), next: new Map([['n1', { index: 1 }]]) };
  const forty: readonly unknown[] = Array.from({ length: 40 }, (_, i) => i);
  const differences: readonly (readonly [string, unknown, unknown])[] = [
    ['state', 1, 2],
    ['state', 0, -0],
    ['state', null, {}],
    ['state', [], {}],
    ['state', new Map(), new Set()],
    ['state', Uint8Array.of(1), { 0: 1 }],
    ['state', Log.empty(), Dictionary.empty()],
    ['state', Log.from([1]), [1]],
    ['state.term', base, { ...base, term: 2 }],
    ['state.log[1]', base, { ...base, log: ['a', 'c'] }],
    ['state.log[2]', base, { ...base, log: ['a', 'b', 'c'] }],
    ['state.log[1]', base, { ...base, log: ['a'] }],
    ['state.votes.key(0)', base, { ...base, votes: new Set([2, 1]) }],
    ['state.next.get("n1").index', base, { ...base, next: new Map([['n1', { index: 2 }]]) }],
    ['state.leader', base, { ...base, leader: 1 }],
    ['state.log', base, { term: 1, votes: base.votes, next: base.next }],
    ['state[1]', Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
    ['state.at(17)', Log.from<unknown>(forty), Log.from<unknown>(forty.with(16, 'x'))],
    ['state.at(2).term', Log.from([{ term: 1 }, { term: 1 }]), Log.from([{ term: 1 }, { term: 2 }])],
    ['state.at(3)', Log.from([1, 2]), Log.from([1, 2, 3])],
    ['state.firstIndex', Log.from([1, 2, 3]), Log.from([1, 2, 3]).dropPrefix(1)],
    ['state', Log.from([1, 2]).dropPrefix(1), Log.from([9, 2]).dropPrefix(1)],
    ['state.get("k")', Dictionary.from([['j', 1], ['k', 2]]), Dictionary.from([['j', 1], ['k', 3]])],
    ['state.get("k").index', Dictionary.from([['k', { index: 1 }]]), Dictionary.from([['k', { index: 2 }]])],
    ['state.get(3)', Dictionary.from([[3, 1]]), Dictionary.empty()],
  ];
  test.for(differences)('it names %s', ([path, left, right]) => {
    expect(findDifference(left, right, 'state')).toBe(path);
  });

  test('it names the key that one of two dictionaries lacks, whichever it is', () => {
    const all = Dictionary.from(['a', 'b', 'c', 'd', 'e'].map((key) => [key, 1]));
    for (const key of all.keys()) {
      expect(findDifference(all, all.delete(key), 'd')).toBe(`d.get("${key}")`);
      expect(findDifference(all.delete(key), all, 'd')).toBe(`d.get("${key}")`);
    }
  });

  test('equal values have none, however they came about', () => {
    const rebuilt = { next: new Map([['n1', { index: 1 }]]), votes: new Set([1, 2]), log: ['a', 'b'], term: 1 };
    expect(findDifference(base, rebuilt, 'state')).toBe(null);
    const detour = Dictionary.from([['x', 1], ['k', 1]]).delete('x');
    expect(findDifference(Dictionary.from([['k', 1]]), detour, 'state')).toBe(null);
    expect(findDifference(Log.from([1, 2]), Log.from([1, 5]).truncate(1).append(2), 'state')).toBe(null);
  });

  test('a difference is named from either side, or from neither', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const property = fc.property(value, value, (a, b) => (findDifference(a, b, '') === null) === (findDifference(b, a, '') === null));
    fc.assert(property);
  });
});

describe('deepFreeze', () => {
  const state = () => {
    const entry = { term: 1, command: { words: ['a'] } };
    const pair = { version: 1 };
    const members = new Map([['n1', { votes: [1] }]]);
    const seen = new Set([1]);
    const value = { list: [{ a: 1 }], members, seen, log: Log.from([entry]), pairs: Dictionary.from([['k', pair]]), bytes: Uint8Array.of(1) };
    deepFreeze(value);
    return { ...value, value, entry, pair };
  };

  const writers: readonly (readonly [string, (frozen: ReturnType<typeof state>) => unknown])[] = [
    ['a field of the state', ({ value }) => { value.list = []; }],
    ['a new field', ({ value }) => Object.assign(value, { extra: 1 })],
    ['an array', ({ list }) => list.push({ a: 2 })],
    ['an object in an array', ({ list }) => { for (const item of list) item.a = 2; }],
    ['a map, by set', ({ members }) => members.set('n2', { votes: [] })],
    ['a map, by delete', ({ members }) => members.delete('n1')],
    ['a map, by clear', ({ members }) => members.clear()],
    ['a value in a map', ({ members }) => members.get('n1')?.votes.push(2)],
    ['a set, by add', ({ seen }) => seen.add(2)],
    ['a set, by delete', ({ seen }) => seen.delete(1)],
    ['a set, by clear', ({ seen }) => seen.clear()],
    ['an entry of a log', ({ entry }) => { entry.term = 2; }],
    ['what is in an entry of a log', ({ entry }) => entry.command.words.push('b')],
    ['a field of a log', ({ log }) => Object.assign(log, { lastIndex: 7 })],
    ['a value of a dictionary', ({ pair }) => { pair.version = 2; }],
    ['a field of a dictionary', ({ pairs }) => Object.assign(pairs, { size: 7 })],
  ];
  test.for(writers)('whoever writes to %s throws', ([, write]) => {
    const frozen = state();
    const before = fingerprint(frozen.value);
    expect(() => write(frozen)).toThrow(TypeError);
    expect(fingerprint(frozen.value)).toBe(before);
  });

  test('a map used as a key of a map is frozen, too', () => {
    const key = new Set([1]);
    deepFreeze(new Map([[key, 1]]));
    expect(() => key.add(2)).toThrow('Cannot change a Map or Set');
  });

  test('frozen collections still grow into new versions', () => {
    const log = Log.from([1, 2]);
    const pairs = Dictionary.from<string, number>([['a', 1]]);
    deepFreeze({ log, pairs });
    expect([...log.append(3)]).toEqual([1, 2, 3]);
    expect([...log.truncate(1).append(4)]).toEqual([1, 4]);
    expect(pairs.set('b', 2).get('b')).toBe(2);
    expect(pairs.delete('a').size).toBe(0);
    expect(fingerprint(log)).toBe(fingerprint(Log.from([1, 2])));
  });

  test('a cycle is frozen once and does no harm', () => {
    const cycle = selfContaining();
    deepFreeze(cycle);
    expect(Object.isFrozen(cycle)).toBe(true);
  });

  test('simple values and bytes are left alone', () => {
    const bytes = Uint8Array.of(1);
    for (const value of [1, 'a', null, undefined, bytes]) deepFreeze(value);
    bytes[0] = 2;
    expect(bytes[0]).toBe(2);
  });

  const handedOut = (collection: Collection): number => {
    let count = 0;
    collection[freezeElements](() => count++);
    return count;
  };

  test('a version of a log hands out only what no version before it has', () => {
    const thousand = Log.from(Array.from({ length: 1_000 }, (_, i) => ({ i })));
    expect(handedOut(thousand)).toBe(1_000);
    expect(handedOut(thousand)).toBe(0);
    expect(handedOut(thousand.append({ i: -1 }))).toBe(1);
    expect(handedOut(thousand.truncate(700).append({ i: -2 }).append({ i: -3 }))).toBe(2);
    expect(handedOut(thousand.dropPrefix(300).append({ i: -4 }))).toBe(1);
    expect(handedOut(thousand.dropPrefix(1_000).append({ i: -5 }))).toBe(1);
    expect(handedOut(thousand.truncate(0).append({ i: -6 }))).toBe(1);
  });

  test('a version of a dictionary hands out little beside its new values', () => {
    const thousand = Dictionary.from(Array.from({ length: 1_000 }, (_, i) => [i, { i }]));
    expect(handedOut(thousand)).toBe(1_000);
    expect(handedOut(thousand)).toBe(0);
    expect(handedOut(thousand.set(5, { i: -1 }))).toBeLessThan(65);
    expect(handedOut(thousand.delete(5))).toBeLessThan(65);
  });

  test('every version is frozen throughout, whatever was frozen before', () => {
    const step = fc.record({ operation: fc.constantFrom('append', 'truncate', 'drop', 'set', 'delete'), key: fc.nat(40), freeze: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let log = Log.empty<object>();
        let pairs = Dictionary.empty<number, object>();
        for (const { operation, key, freeze } of steps) {
          if (operation === 'append') log = log.append({}).append({ key });
          if (operation === 'truncate') log = log.truncate(Math.max(log.firstIndex - 1, log.lastIndex - key));
          if (operation === 'drop') log = log.dropPrefix(Math.min(log.lastIndex, log.firstIndex - 1 + key));
          if (operation === 'set') pairs = pairs.set(key, { key });
          if (operation === 'delete') pairs = pairs.delete(key);
          if (freeze) deepFreeze([log, pairs]);
        }
        deepFreeze([log, pairs]);
        expect([...log, ...pairs.values()].every((value) => Object.isFrozen(value))).toBe(true);
      }),
    );
  });
});

test('whoever only keeps its own fingerprint is taken at its word', () => {
  class Opaque {
    [fingerprintOf](): number {
      return 7;
    }
  }
  expect(findNonCanonical({ inner: new Opaque() }, 'state')).toBe(null);
  expect(findDifference(new Opaque(), new Opaque(), 'state')).toBe(null);
  expect(elementsOf in new Opaque()).toBe(false);
});
