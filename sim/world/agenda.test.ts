import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Agenda } from './agenda.ts';

interface Entry {
  readonly time: number;
  readonly tie: number;
}

/** Few different times and ties, so that many are equal; ties are any 32 bits. */
const entry: fc.Arbitrary<Entry> = fc.record({ time: fc.nat(8), tie: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer()) });

const pushAll = (entries: readonly Entry[]): Agenda<Entry> => {
  const agenda = new Agenda<Entry>();
  for (const entry of entries) agenda.push(entry.time, entry.tie, entry);
  return agenda;
};

function popAll(agenda: Agenda<Entry>): readonly Entry[] {
  const popped: Entry[] = [];
  for (let next = agenda.pop(); next !== undefined; next = agenda.pop()) popped.push(next);
  return popped;
}

const inOrder = (entries: readonly Entry[]): readonly Entry[] => entries.toSorted((a, b) => a.time - b.time || a.tie - b.tie);

test('everything comes out in the order of time, and of ties at the same time', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 200 }), (entries) => {
      expect(popAll(pushAll(entries))).toEqual(inOrder(entries));
    }),
  );
});

test('pushing and popping in any mixture gives what a sorted list gives', () => {
  fc.assert(
    fc.property(fc.array(fc.option(entry, { freq: 2 }), { maxLength: 200 }), (actions) => {
      const agenda = new Agenda<Entry>();
      let list: readonly Entry[] = [];
      for (const action of actions) {
        if (action === null) {
          expect(agenda.nextTime).toBe(list[0]?.time ?? Infinity);
          expect(agenda.pop()).toEqual(list[0]);
          list = list.slice(1);
        } else {
          agenda.push(action.time, action.tie, action);
          list = inOrder([...list, action]);
        }
        expect(agenda.size).toBe(list.length);
      }
    }),
  );
});

test('an empty agenda gives nothing, at no time', () => {
  const agenda = new Agenda<string>();
  expect(agenda.pop()).toBeUndefined();
  expect(agenda.nextTime).toBe(Infinity);
  expect(agenda.size).toBe(0);
});

test('a copy goes its own way', () => {
  fc.assert(
    fc.property(fc.array(entry), fc.array(entry), fc.array(entry), (common, left, right) => {
      const agenda = pushAll(common);
      const twin = agenda.copy();
      for (const entry of left) agenda.push(entry.time, entry.tie, entry);
      for (const entry of right) twin.push(entry.time, entry.tie, entry);
      expect(popAll(agenda)).toEqual(inOrder([...common, ...left]));
      expect(popAll(twin)).toEqual(inOrder([...common, ...right]));
    }),
  );
});
