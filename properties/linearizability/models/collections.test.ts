import { describe, expect, it } from 'vitest';
import { counter } from './counter.ts';
import { lease } from './lease.ts';
import { queue } from './queue.ts';
import { set } from './set.ts';
import { stack } from './stack.ts';

describe('set', () => {
  const add = { op: 'add', set: 's', item: 1 } as const;
  const remove = { op: 'remove', set: 's', item: 1 } as const;
  const contains = { op: 'contains', set: 's', item: 1 } as const;
  it('has an item once', () => {
    expect(set.step(false, add, { ok: true })).toEqual([true]);
    expect(set.step(true, add, { ok: true })).toEqual([]);
    expect(set.step(true, add, { ok: false })).toEqual([true]);
    expect(set.step(true, add, { done: true })).toEqual([true]);
  });
  it('removes what is there', () => {
    expect(set.step(true, remove, { ok: true })).toEqual([false]);
    expect(set.step(false, remove, { ok: true })).toEqual([]);
    expect(set.step(false, remove, { ok: false })).toEqual([false]);
  });
  it('says what it contains, and never that it is done with that', () => {
    expect(set.step(true, contains, { ok: true })).toEqual([true]);
    expect(set.step(true, contains, { ok: false })).toEqual([]);
    expect(set.step(true, contains, { done: true })).toEqual([]);
  });
  it('checks each item apart, also the number 1 and the text "1"', () => {
    expect(set.partition?.(add)).not.toBe(set.partition?.({ ...add, item: '1' }));
  });
});

describe('queue', () => {
  const enqueue = { op: 'enqueue', queue: 'q', item: 3 } as const;
  const dequeue = { op: 'dequeue', queue: 'q' } as const;
  it('gives the oldest item first', () => {
    expect(queue.step([1, 2], enqueue, { done: true })).toEqual([[1, 2, 3]]);
    expect(queue.step([1, 2], dequeue, { item: 1 })).toEqual([[2]]);
    expect(queue.step([1, 2], dequeue, { item: 2 })).toEqual([]);
  });
  it('is empty exactly where it has no items', () => {
    expect(queue.step([], dequeue, { empty: true })).toEqual([[]]);
    expect(queue.step([1], dequeue, { empty: true })).toEqual([]);
    expect(queue.step([], dequeue, { item: 1 })).toEqual([]);
  });
});

describe('stack', () => {
  const pop = { op: 'pop', stack: 's' } as const;
  it('gives the newest item first', () => {
    expect(stack.step([1, 2], { op: 'push', stack: 's', item: 3 }, { done: true })).toEqual([[1, 2, 3]]);
    expect(stack.step([1, 2], pop, { item: 2 })).toEqual([[1]]);
    expect(stack.step([1, 2], pop, { item: 1 })).toEqual([]);
  });
  it('is empty exactly where it has no items', () => {
    expect(stack.step([], pop, { empty: true })).toEqual([[]]);
    expect(stack.step([1], pop, { empty: true })).toEqual([]);
  });
});

describe('counter', () => {
  it('adds, and tells the sum where it tells anything', () => {
    expect(counter.step(1, { op: 'add', counter: 'c', by: 2 }, { done: true })).toEqual([3]);
    expect(counter.step(1, { op: 'add', counter: 'c', by: 2 }, { value: 3 })).toEqual([3]);
    expect(counter.step(1, { op: 'add', counter: 'c', by: 2 }, { value: 1 })).toEqual([]);
    expect(counter.step(1, { op: 'get', counter: 'c' }, { value: 1 })).toEqual([1]);
    expect(counter.step(1, { op: 'get', counter: 'c' }, { value: 2 })).toEqual([]);
  });
});

describe('lease', () => {
  const acquire = { op: 'acquire', lease: 'l' } as const;
  const held = { granted: 2, isHeld: true, used: 1 };
  it('is granted with the next token, even while it is held: it may have run out', () => {
    expect(lease.step(held, acquire, { token: 3 })).toEqual([{ granted: 3, isHeld: true, used: 1 }]);
    expect(lease.step(held, acquire, { token: 2 })).toEqual([]);
  });
  it('is refused only while it is held', () => {
    expect(lease.step(held, acquire, { ok: false })).toEqual([held]);
    expect(lease.step({ ...held, isHeld: false }, acquire, { ok: false })).toEqual([]);
  });
  it('is given back by the last holder', () => {
    expect(lease.step(held, { op: 'release', lease: 'l', token: 2 }, { ok: true })).toEqual([{ ...held, isHeld: false }]);
    expect(lease.step(held, { op: 'release', lease: 'l', token: 1 }, { ok: true })).toEqual([]);
  });
  it('lets nobody write with a token older than one that was used, nor with one that was never granted', () => {
    expect(lease.step({ ...held, used: 2 }, { op: 'write', lease: 'l', token: 1 }, { ok: true })).toEqual([]);
    expect(lease.step({ ...held, used: 2 }, { op: 'write', lease: 'l', token: 1 }, { ok: false })).toEqual([{ ...held, used: 2 }]);
    expect(lease.step(held, { op: 'write', lease: 'l', token: 3 }, { ok: true })).toEqual([]);
    expect(lease.step(held, { op: 'write', lease: 'l', token: 2 }, { ok: true })).toEqual([{ ...held, used: 2 }]);
  });
});
