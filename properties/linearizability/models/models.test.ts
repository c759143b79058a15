import { describe, expect, it } from 'vitest';
import { complete, type Model } from '../model.ts';
import {
  appendKvRepertoire,
  counterRepertoire,
  drawFrom,
  leaseRepertoire,
  lockRepertoire,
  queueRepertoire,
  registerRepertoire,
  type Repertoire,
  setRepertoire,
  stackRepertoire,
  storeRepertoire,
  versionedKvRepertoire,
} from '../randomHistories.ts';
import { appendKv } from './appendKv.ts';
import { modelNames, models } from './index.ts';
import { lock } from './lock.ts';
import { register } from './register.ts';
import { store } from './store.ts';
import { versionedKv } from './versionedKv.ts';

describe('register', () => {
  const read = { op: 'read', key: 'x' } as const;
  const write = { op: 'write', key: 'x', value: 5 } as const;
  const cas = { op: 'cas', key: 'x', from: 1, to: 2 } as const;

  it('holds null at first', () => expect(register.init()).toBe(null));
  it('reads what it holds and nothing else', () => {
    expect(register.step(1, read, { value: 1 })).toEqual([1]);
    expect(register.step(1, read, { value: 2 })).toEqual([]);
    expect(register.step(null, read, { value: null })).toEqual([null]);
    expect(register.step(1, read, { ok: true })).toEqual([]);
  });
  it('tells the number 1 from the text "1"', () => expect(register.step(1, read, { value: '1' })).toEqual([]));
  it('holds what was written', () => expect(register.step(1, write, { ok: true })).toEqual([5]));
  it('replaces the expected value by compare-and-set, and only that', () => {
    expect(register.step(1, cas, { ok: true })).toEqual([2]);
    expect(register.step(3, cas, { ok: true })).toEqual([]);
  });
  it('refuses compare-and-set exactly where the value differs', () => {
    expect(register.step(3, cas, { ok: false })).toEqual([3]);
    expect(register.step(1, cas, { ok: false })).toEqual([]);
  });
  it('leaves both possible after an unanswered compare-and-set', () => {
    expect(register.step(1, cas, null)).toEqual([2]);
    expect(register.step(3, cas, null)).toEqual([3]);
  });
});

describe('versioned key/value', () => {
  const get = { op: 'get', key: 'k' } as const;
  const put = (version: number) => ({ op: 'put', key: 'k', value: 'b', version }) as const;
  const missing = versionedKv.init();
  const stored = { value: 'a', version: 1 };

  it('shows value, version and error of one state', () => {
    expect(versionedKv.step(stored, get, { err: 'OK', value: 'a', version: 1 })).toEqual([stored]);
    expect(versionedKv.step(stored, get, { err: 'OK', value: 'b', version: 1 })).toEqual([]);
    expect(versionedKv.step(stored, get, { err: 'OK', value: 'a', version: 2 })).toEqual([]);
    expect(versionedKv.step(stored, get, { err: 'ErrNoKey', value: '', version: 0 })).toEqual([]);
  });
  it('answers a get of a missing key with ErrNoKey, or with "" at version 0', () => {
    expect(versionedKv.step(missing, get, { err: 'ErrNoKey', value: '', version: 0 })).toEqual([missing]);
    expect(versionedKv.step(missing, get, { err: 'OK', value: '', version: 0 })).toEqual([missing]);
  });
  it('puts at the stored version and makes the next one', () => {
    expect(versionedKv.step(stored, put(1), { err: 'OK' })).toEqual([{ value: 'b', version: 2 }]);
    expect(versionedKv.step(missing, put(0), { err: 'OK' })).toEqual([{ value: 'b', version: 1 }]);
    expect(versionedKv.step(stored, put(0), { err: 'OK' })).toEqual([]);
  });
  it('answers ErrVersion only where the key exists at another version, and changes nothing', () => {
    expect(versionedKv.step(stored, put(0), { err: 'ErrVersion' })).toEqual([stored]);
    expect(versionedKv.step(stored, put(1), { err: 'ErrVersion' })).toEqual([]);
    expect(versionedKv.step(missing, put(1), { err: 'ErrVersion' })).toEqual([]);
  });
  it('answers ErrNoKey only where a key that must exist does not', () => {
    expect(versionedKv.step(missing, put(1), { err: 'ErrNoKey' })).toEqual([missing]);
    expect(versionedKv.step(missing, put(0), { err: 'ErrNoKey' })).toEqual([]);
    expect(versionedKv.step(stored, put(7), { err: 'ErrNoKey' })).toEqual([]);
  });
  it('takes ErrMaybe for: it happened, or it could not have', () => {
    expect(versionedKv.step(stored, put(1), { err: 'ErrMaybe' })).toEqual([{ value: 'b', version: 2 }]);
    expect(versionedKv.step(stored, put(0), { err: 'ErrMaybe' })).toEqual([stored]);
  });
});

describe('key/value with append', () => {
  const append = { op: 'append', key: 'k', value: 'b' } as const;

  it('appends to what is there, whether or not it tells what that was', () => {
    expect(appendKv.step('a', append, { ok: true })).toEqual(['ab']);
    expect(appendKv.step('a', append, { value: 'a' })).toEqual(['ab']);
    expect(appendKv.step('a', append, { value: '' })).toEqual([]);
  });
  it('puts in place of what is there, and tells nothing', () => {
    expect(appendKv.step('a', { op: 'put', key: 'k', value: 'c' }, { ok: true })).toEqual(['c']);
    expect(appendKv.step('a', { op: 'put', key: 'k', value: 'c' }, { value: 'a' })).toEqual([]);
  });
  it('gets the whole string', () => {
    expect(appendKv.step('ab', { op: 'get', key: 'k' }, { value: 'ab' })).toEqual(['ab']);
    expect(appendKv.step('ab', { op: 'get', key: 'k' }, { value: 'a' })).toEqual([]);
    expect(appendKv.step('', { op: 'get', key: 'k' }, { ok: true })).toEqual([]);
  });
});

describe('lock', () => {
  const acquire = { op: 'acquire', lock: 'l', holder: 'a' } as const;
  const release = { op: 'release', lock: 'l', holder: 'a' } as const;

  it('is acquired when it is free', () => {
    expect(lock.step(null, acquire, { ok: true })).toEqual(['a']);
    expect(lock.step('b', acquire, { ok: true })).toEqual([]);
    expect(lock.step('a', acquire, { ok: true })).toEqual([]);
  });
  it('is released by its holder only', () => {
    expect(lock.step('a', release, { ok: true })).toEqual([null]);
    expect(lock.step('b', release, { ok: true })).toEqual([]);
    expect(lock.step(null, release, { ok: true })).toEqual([]);
  });
  it('refuses where it could not do what was asked', () => {
    expect(lock.step('b', acquire, { ok: false })).toEqual(['b']);
    expect(lock.step(null, acquire, { ok: false })).toEqual([]);
    expect(lock.step('a', release, { ok: false })).toEqual([]);
  });
  it('tells holder 1 from holder "1"', () => expect(complete(lock).stateKey(1)).not.toBe(complete(lock).stateKey('1')));
});

describe('store', () => {
  const stored = { cells: [{ key: 'x', value: 'a', revision: 1 }, { key: 'y', value: 'b', revision: 3 }], revision: 4 };
  const get = (key: string) => ({ op: 'get', key }) as const;

  it('shows value and revision of one key, and that there is none', () => {
    expect(store.step(stored, get('y'), { value: 'b', revision: 3 })).toEqual([stored]);
    expect(store.step(stored, get('y'), { value: 'b', revision: 4 })).toEqual([]);
    expect(store.step(stored, get('z'), { value: null, revision: 0 })).toEqual([stored]);
  });
  it('puts, appends and deletes with one number after the other, and tells what was there', () => {
    expect(store.step(stored, { op: 'put', key: 'x', value: 'c' }, { before: 'a' })[0]?.cells[0]).toEqual({ key: 'x', value: 'c', revision: 5 });
    expect(store.step(stored, { op: 'append', key: 'x', value: 'c' }, { before: 'a' })[0]?.cells[0]).toEqual({ key: 'x', value: 'ac', revision: 5 });
    expect(store.step(stored, { op: 'append', key: 'z', value: 'c' }, { before: null })[0]?.cells[2]).toEqual({ key: 'z', value: 'c', revision: 5 });
    expect(store.step(stored, { op: 'delete', key: 'x' }, { before: 'a' })).toEqual([{ cells: [{ key: 'y', value: 'b', revision: 3 }], revision: 5 }]);
    expect(store.step(stored, { op: 'delete', key: 'x' }, { before: 'b' })).toEqual([]);
  });
  it('scans from a key up to, but not including, another, at most so many', () => {
    const scan = (to: string, limit: number) => ({ op: 'scan', from: 'x', to, limit }) as const;
    expect(store.step(stored, scan('z', 9), { entries: [['x', 'a'], ['y', 'b']] })).toEqual([stored]);
    expect(store.step(stored, scan('y', 9), { entries: [['x', 'a']] })).toEqual([stored]);
    expect(store.step(stored, scan('z', 1), { entries: [['x', 'a']] })).toEqual([stored]);
    expect(store.step(stored, scan('z', 9), { entries: [['x', 'a']] })).toEqual([]);
  });
  it('executes one branch of a transaction, each operation after those before it', () => {
    const transaction = { op: 'transaction', compare: [{ key: 'x', value: 'a' }, { key: 'y', revision: 3 }], success: [{ op: 'put', key: 'z', value: 'c' }, get('z')], failure: [get('x')] } as const;
    expect(store.step(stored, transaction, { succeeded: true, results: [{ before: null }, { value: 'c', revision: 5 }] })[0]?.revision).toBe(5);
    const [changed = stored] = store.step(stored, { op: 'put', key: 'y', value: 'b' }, { before: 'b' });
    expect(store.step(changed, transaction, { succeeded: false, results: [{ value: 'a', revision: 1 }] })).toEqual([changed]);
    expect(store.step(changed, transaction, { succeeded: true, results: [{ before: null }, { value: 'c', revision: 6 }] })).toEqual([]);
  });
  it('takes a command of an expired session for: it happened, or it did not and never will', () => {
    expect(store.step(stored, { op: 'put', key: 'x', value: 'c' }, { expired: true }).map(({ revision }) => revision)).toEqual([5, 4]);
    expect(store.step(stored, get('x'), { expired: true })).toEqual([]);
  });
  it('takes transactions that only look for pure, and by their answer those that only looked', () => {
    const transaction = { op: 'transaction', compare: [], success: [get('x')], failure: [{ op: 'delete', key: 'x' }] } as const;
    expect(complete(store).isPure(transaction, null)).toBe(false);
    expect(complete(store).isPure(transaction, { succeeded: true, results: [] })).toBe(true);
    expect(complete(store).isPure({ ...transaction, failure: [] }, null)).toBe(true);
  });
});

/** States that are reached by drawing operations. */
function someStates<State, Input, Output>(model: Model<State, Input, Output>, repertoire: Repertoire<Input, Output>): readonly State[] {
  const draw = drawFrom(3);
  const states = [model.init()];
  for (let i = 0; i < 200; i++) {
    const state = states[draw(states.length)] ?? model.init();
    const next = model.step(state, repertoire.input(draw), null)[0];
    if (next !== undefined) states.push(next);
  }
  return states;
}

/** What breaks a law of models, in words. */
function breaches<State, Input, Output>(model: Model<State, Input, Output>, repertoire: Repertoire<Input, Output>): readonly string[] {
  const draw = drawFrom(5);
  const rules = complete(model);
  const keys = (states: readonly State[]) => states.map((state) => rules.stateKey(state));
  const found: string[] = [];
  for (const state of someStates(model, repertoire)) {
    const input = repertoire.input(draw);
    const unanswered = keys(model.step(state, input, null));
    if (rules.isPure(input, null) && unanswered.some((key) => key !== rules.stateKey(state))) found.push('unanswered pure operation');
    for (const output of [...repertoire.outputs(input), null]) {
      const answered = keys(model.step(state, input, output));
      const name = rules.describeOperation(input, output);
      if (answered.some((key) => !unanswered.includes(key))) found.push(`${name} reaches what no answer does not`);
      if (rules.isPure(input, output) && answered.some((key) => key !== rules.stateKey(state))) found.push(`${name} is not pure`);
      const alone = keys(model.step(model.init(), input, output));
      if (rules.overwrites(input, output) && (answered.length !== 1 || answered[0] !== alone[0])) found.push(`${name} depends`);
    }
  }
  return found;
}

/** Walks without overwriting operations, on which something was possible that `canLeadTo` had ruled out. */
function brokenOracles<State, Input, Output>(
  model: Model<State, Input, Output>,
  repertoire: Repertoire<Input, Output>,
): { readonly ruledOut: number; readonly broken: readonly string[] } {
  const draw = drawFrom(9);
  const rules = complete(model);
  const broken: string[] = [];
  let ruledOut = 0;
  for (let walk = 0; walk < 2_000; walk++) {
    const input = repertoire.input(draw);
    const outputs = repertoire.outputs(input);
    const output = outputs[draw(outputs.length)] ?? null;
    let isRuledOut = false;
    let state = model.init();
    for (let step = 0; step < 6; step++) {
      isRuledOut ||= !rules.canLeadTo(state, input, output);
      if (isRuledOut && model.step(state, input, output).length > 0) broken.push(rules.describeOperation(input, output));
      const next = repertoire.input(draw);
      if (!rules.overwrites(next, null)) state = model.step(state, next, null)[0] ?? state;
    }
    if (isRuledOut) ruledOut++;
  }
  return { ruledOut, broken };
}

describe('every model', () => {
  it('allows an unanswered operation whatever some answer allows, and keeps its word about pure and overwriting operations', () => {
    expect(breaches(register, registerRepertoire)).toEqual([]);
    expect(breaches(appendKv, appendKvRepertoire)).toEqual([]);
    expect(breaches(versionedKv, versionedKvRepertoire)).toEqual([]);
    expect(breaches(lock, lockRepertoire)).toEqual([]);
    expect(breaches(models.lease, leaseRepertoire)).toEqual([]);
    expect(breaches(models.set, setRepertoire)).toEqual([]);
    expect(breaches(models.queue, queueRepertoire)).toEqual([]);
    expect(breaches(models.stack, stackRepertoire)).toEqual([]);
    expect(breaches(models.counter, counterRepertoire)).toEqual([]);
    expect(breaches(store, storeRepertoire)).toEqual([]);
  });

  it('rules out only what no operations can lead to', () => {
    const strings = brokenOracles(appendKv, appendKvRepertoire);
    const versions = brokenOracles(versionedKv, versionedKvRepertoire);
    const revisions = brokenOracles(store, storeRepertoire);
    expect([...strings.broken, ...versions.broken, ...revisions.broken]).toEqual([]);
    expect(revisions.ruledOut).toBeGreaterThan(100);
    expect(strings.ruledOut).toBeGreaterThan(200);
    expect(versions.ruledOut).toBeGreaterThan(200);
  });

  it('stands under its own name', () => {
    expect(modelNames.map((name) => models[name].name)).toEqual(modelNames);
    expect(Object.keys(models).sort()).toEqual([...modelNames].sort());
  });
});
