import { expect, test } from 'vitest';
import { allMutants, brokenFolders, mutantNamed, mutantsOf } from './mutants.ts';

test('every deliberate bug is found by its id, which is its alone', async () => {
  const all = await allMutants();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const mutant of all) expect((await mutantNamed(mutant.id)) === mutant, mutant.id).toBe(true);
});

test('no folder is without bugs, and where there is no bug there is none', async () => {
  for (const folder of brokenFolders) expect((await mutantsOf(folder)).length, folder).toBeGreaterThan(0);
  expect(await mutantsOf('toString')).toEqual([]);
  for (const id of ['KV-9999', 'KV', '', 'toString', 'constructor-1', 'X-1']) expect(await mutantNamed(id), id).toBeNull();
});
