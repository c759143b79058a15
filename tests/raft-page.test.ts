/**
 * `docs/raft.md` is what the code says, and the code leaves nothing out. Where rules, their places or their tests have changed on purpose:
 *
 *     FAULTLINE_PAGES=write npx vitest run tests/raft-page.test.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { raftOptionNames, raftOptions } from '../protocols/raft/options.ts';
import { raftRules } from '../protocols/raft/raft-rules.ts';
import type { RaftRules } from '../protocols/raft/rules.ts';
import { figures, sections } from './pages/raft-places.ts';
import { optionTable, readOptions } from './pages/raft-options.ts';
import { raftPage, readRules } from './pages/raft-page.ts';

const page = join(import.meta.dirname, '../docs/raft.md');
const isRule = (name: string): name is keyof RaftRules => name in raftRules;
const rules = readRules(Object.keys(raftRules).filter(isRule));
const options = readOptions('options.ts', 'RaftOptions', { ...raftOptions({}) });
const replicaOptions = readOptions('replica-options.ts', 'ReplicaOptions', { snapshotEvery: null, maxStateBytes: null, reads: 'readIndex' });
const places = [...figures, ...sections].flatMap((part) => Object.keys(part.places));
const carried = new Set(rules.flatMap(({ sources }) => sources));

describe('each rule of Raft', () => {
  test('stands in a table of rules', () => {
    expect(rules.filter(({ code }) => code === null).map(({ name }) => name)).toEqual([]);
  });

  test('says what it does, and names places of the paper or the thesis', () => {
    expect(rules.filter(({ does, sources }) => does === '' || sources.length === 0).map(({ name }) => name)).toEqual([]);
    expect([...carried].filter((source) => !places.includes(source))).toEqual([]);
  });

  test('has tests of its own', () => {
    expect(rules.filter(({ tests }) => tests.length === 0 || tests.some(({ count }) => count === 0)).map(({ name }) => name)).toEqual([]);
  });
});

test.each([...figures, ...sections])('each item of "$title" has a rule', (part) => {
  expect(Object.keys(part.places).filter((place) => !carried.has(place))).toEqual([]);
});

describe('each option', () => {
  test('of Raft has a row', () => {
    expect(options.map(({ name }) => name)).toEqual([...raftOptionNames]);
  });

  test('has the default that its docstring says', () => {
    const all = [...options, ...replicaOptions];
    expect(all.map(({ name, said }) => [name, said])).toEqual(all.map(({ name, value }) => [name, value]));
  });

  test('says what it means, and where it comes from', () => {
    const all = [...options, ...replicaOptions];
    expect(all.filter(({ means, sources }) => means === '' || sources.length === 0).map(({ name }) => name)).toEqual([]);
    expect(all.flatMap(({ sources }) => sources).filter((source) => !places.includes(source))).toEqual([]);
  });
});

test('docs/raft.md is up to date', () => {
  const generated = raftPage(rules, [
    optionTable('Every option of a server', options),
    optionTable('Every option of a replica: those of its server, and', replicaOptions),
  ]);
  if (process.env['FAULTLINE_PAGES'] === 'write') writeFileSync(page, generated);
  expect(readFileSync(page, 'utf8')).toBe(generated);
});
