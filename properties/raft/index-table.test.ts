import { expect, test } from 'vitest';
import { IndexTable } from './index-table.ts';

test('a table remembers the newest 65,536 indices', () => {
  const table = new IndexTable();
  for (let index = 0; index < 200_000; index++) table.set(index, index * 3);
  expect(table.get(199_999)).toBe(599_997);
  expect(table.get(200_000 - 65_536)).toBe((200_000 - 65_536) * 3);
  expect(table.get(200_000 - 65_537)).toBeNull();
  table.set(5, 1);
  expect(table.get(5)).toBeNull();
});

test('indices far apart do not disturb each other while there is room', () => {
  const table = new IndexTable();
  for (const index of [0, 64, 128, 1_000, 50_000]) table.set(index, index + 1);
  expect([0, 64, 128, 1_000, 50_000, 1].map((index) => table.get(index))).toEqual([1, 65, 129, 1_001, 50_001, null]);
});
