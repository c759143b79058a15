import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../sim/core/index.ts';
import { store } from './store.ts';
import type { Comparison, Store, StoreChange, StoreCommand, StoreQuery, StoreResult, Transaction } from './store.ts';

const put = (key: string, value: string): StoreChange => ({ kind: 'put', key, value });
const append = (key: string, value: string): StoreChange => ({ kind: 'append', key, value });
const remove = (key: string): StoreChange => ({ kind: 'delete', key });
const get = (key: string): StoreQuery => ({ kind: 'get', key });
const scan = (from: string, to: string, limit = 99): StoreQuery => ({ kind: 'scan', from, to, limit });
const transaction = (compare: readonly Comparison[], success: Transaction['success'], failure: Transaction['failure'] = []): Transaction => ({ kind: 'transaction', compare, success, failure });
const isValue = (key: string, value: string | null): Comparison => ({ kind: 'value', key, value });
const isRevision = (key: string, revision: number): Comparison => ({ kind: 'revision', key, revision });

/** The store after these commands. */
const after = (...commands: readonly StoreCommand[]): Store => commands.reduce((state, command) => store.apply(state, command).state, store.empty);
const answerTo = (state: Store, command: StoreCommand): StoreResult => store.apply(state, command).result;

describe('labs 3.4: Put, Append, Get', () => {
  test('a put replaces, an append adds at the end or creates, both tell what was there', () => {
    expect(answerTo(after(), put('k', 'a'))).toEqual({ kind: 'changed', before: null });
    expect(answerTo(after(put('k', 'a')), append('k', 'b'))).toEqual({ kind: 'changed', before: 'a' });
    expect(store.query(after(put('k', 'a'), append('k', 'b')), get('k'))).toEqual({ kind: 'value', value: 'ab', revision: 2 });
    expect(store.query(after(append('k', 'b')), get('k'))).toEqual({ kind: 'value', value: 'b', revision: 1 });
    expect(store.query(after(put('k', 'a'), put('k', 'c')), get('k'))).toEqual({ kind: 'value', value: 'c', revision: 2 });
  });

  test('a key without a value has null and revision 0, one with the value "" has not', () => {
    expect(store.query(after(), get('k'))).toEqual({ kind: 'value', value: null, revision: 0 });
    expect(store.query(after(put('k', '')), get('k'))).toEqual({ kind: 'value', value: '', revision: 1 });
  });

  test('a deletion takes the key away, and its revision never comes back', () => {
    const state = after(put('k', 'a'), remove('k'));
    expect(store.query(state, get('k'))).toEqual({ kind: 'value', value: null, revision: 0 });
    expect(answerTo(state, remove('k'))).toEqual({ kind: 'changed', before: null });
    expect(store.query(store.apply(state, put('k', 'a')).state, get('k'))).toEqual({ kind: 'value', value: 'a', revision: 3 });
  });
});

describe('a scan', () => {
  const state = after(put('b', '2'), put('a', '1'), put('B', '0'), put('c', '3'), put('ä', '4'));

  test('goes from the first key up to, but not including, the last, by UTF-16 code units', () => {
    expect(store.query(state, scan('a', 'c'))).toEqual({ kind: 'range', entries: [['a', '1'], ['b', '2']] });
    expect(store.query(state, scan('', '\uffff'))).toEqual({ kind: 'range', entries: [['B', '0'], ['a', '1'], ['b', '2'], ['c', '3'], ['ä', '4']] });
  });

  test('stops at its limit, and finds nothing where nothing is', () => {
    expect(store.query(state, scan('a', 'z', 2))).toEqual({ kind: 'range', entries: [['a', '1'], ['b', '2']] });
    for (const nothing of [scan('x', 'y'), scan('c', 'a'), scan('a', 'a'), scan('a', 'c', 0)]) expect(store.query(state, nothing)).toEqual({ kind: 'range', entries: [] });
  });
});

describe('a transaction', () => {
  const state = after(put('x', '1'), put('y', '2'));

  test('takes the first branch where all comparisons hold, the other where one does not', () => {
    const both = (...compare: readonly Comparison[]): StoreResult => answerTo(state, transaction(compare, [get('x')], [get('y')]));
    const [success, failure] = [{ succeeded: true, results: [{ kind: 'value', value: '1', revision: 1 }] }, { succeeded: false, results: [{ kind: 'value', value: '2', revision: 2 }] }];
    expect(both()).toMatchObject(success);
    expect(both(isValue('x', '1'), isRevision('y', 2), isValue('z', null), isRevision('z', 0))).toMatchObject(success);
    for (const wrong of [isValue('x', '2'), isValue('x', null), isValue('z', ''), isRevision('y', 1), isRevision('z', 1)]) expect(both(isValue('x', '1'), wrong)).toMatchObject(failure);
  });

  test('does one thing after the other, each seeing those before it, in one step of the log', () => {
    const result = answerTo(state, transaction([], [append('x', '+'), get('x'), remove('y'), scan('x', 'z')]));
    expect(result).toEqual({
      kind: 'transaction',
      succeeded: true,
      results: [{ kind: 'changed', before: '1' }, { kind: 'value', value: '1+', revision: 3 }, { kind: 'changed', before: '2' }, { kind: 'range', entries: [['x', '1+']] }],
    });
  });

  test('that only looks changes nothing', () => {
    expect(store.apply(state, transaction([], [get('x')])).state).toBe(state);
  });
});

const key = fc.constantFrom('a', 'b', 'c');
const value = fc.constantFrom('', '1', '2');
const someChange: fc.Arbitrary<StoreChange> = fc.oneof(fc.tuple(key, value).map(([k, v]) => put(k, v)), fc.tuple(key, value).map(([k, v]) => append(k, v)), key.map(remove));
const someComparison = fc.oneof(fc.tuple(key, fc.option(value)).map(([k, v]) => isValue(k, v)), fc.tuple(key, fc.nat(9)).map(([k, revision]) => isRevision(k, revision)));
const someOperations = fc.array(fc.oneof(someChange, key.map(get), fc.tuple(key, key).map(([from, to]) => scan(from, to))), { maxLength: 4 });
const someCommand: fc.Arbitrary<StoreCommand> = fc.oneof(someChange, fc.tuple(fc.array(someComparison, { maxLength: 2 }), someOperations, someOperations).map(([compare, success, failure]) => transaction(compare, success, failure)));
const someCommands = fc.array(someCommand, { maxLength: 40 });

describe('whatever is done to it', () => {
  test('the same commands lead to the same state and the same answers, through a snapshot anywhere', () => {
    fc.assert(
      fc.property(someCommands, fc.nat(40), (commands, at) => {
        let [one, other] = [store.empty, store.empty];
        for (const [i, command] of commands.entries()) {
          if (i === at) other = store.restore(store.snapshot(other));
          const [here, there] = [store.apply(one, command), store.apply(other, command)];
          expect(there.result).toEqual(here.result);
          expect(fingerprint(there.state)).toBe(fingerprint(here.state));
          [one, other] = [here.state, there.state];
        }
      }),
    );
  });

  test('a transaction of changes does what the changes do, but for its comparisons', () => {
    fc.assert(
      fc.property(someCommands, fc.array(someChange, { maxLength: 5 }), (commands, changes) => {
        const state = after(...commands);
        const apart = changes.reduce((before, change) => store.apply(before, change).state, state);
        expect(fingerprint(store.apply(state, transaction([], changes)).state)).toBe(fingerprint(apart));
      }),
    );
  });

  test('a scan shows what gets show', () => {
    fc.assert(
      fc.property(someCommands, (commands) => {
        const state = after(...commands);
        const shown = ['a', 'b', 'c'].flatMap((k) => {
          const found = state.values.get(k);
          return found === undefined ? [] : [[k, found.value]];
        });
        expect(store.query(state, scan('a', 'd'))).toEqual({ kind: 'range', entries: shown });
      }),
    );
  });
});
