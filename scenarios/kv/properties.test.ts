import { expect, test } from 'vitest';
import { Dictionary } from '../../sim/core/index.ts';
import type { Put, PutReply, VersionedMemory } from '../../protocols/kv/index.ts';
import { judgeMemory, judgeReplies } from './properties.ts';

type Heard = Parameters<VersionedMemory['heard']['set']>[1];

const memory = (heard: Partial<Heard> | null, version = 0): VersionedMemory => ({
  values: version === 0 ? Dictionary.empty() : Dictionary.from([['k', { value: 'v', version }]]),
  heard: heard === null ? Dictionary.empty() : Dictionary.from([[7, { request: 5, attempt: 2, refusal: null, ...heard }]]),
});
const answer = (request: number, attempt: number, error: PutReply['error'] = 'ErrVersion', session = 7): object => ({ kind: 'send', message: { kind: 'putReply', session, request, attempt, error } });
const judged = (heard: Partial<Heard> | null, ...said: readonly object[]) => judgeReplies(memory(heard), said.map((effect) => ({ kind: 'send', ...effect })));

test('what was executed, or overtaken, is not answered as if it were new', () => {
  expect(judged({}, answer(5, 2))).toBe('sending 2 of put 5 of session 7 is answered ErrVersion: sending 2 of put 5 was handled before');
  expect(judged({}, answer(5, 1))).toMatch(/^sending 1 of put 5/);
  expect(judged({}, answer(4, 9, 'OK'))).toMatch(/^sending 9 of put 4 of session 7 is answered OK/);
});

test('later sendings, later puts, and those of others are', () => {
  expect(judged({}, answer(5, 3), answer(6, 1, 'OK'), answer(1, 1, 'OK', 8))).toBe(true);
  expect(judged(null, answer(1, 1))).toBe(true);
  expect(judged({}, { message: { kind: 'getReply', session: 7, request: 5 } }, {})).toBe(true);
});

/** "a refusal is final: no sending of a refused put is executed" */
test('what was refused for good is refused again, and nothing before it', () => {
  expect(judged({ refusal: 'ErrVersion' }, answer(5, 1), answer(5, 2))).toBe(true);
  expect(judged({ refusal: 'ErrVersion' }, answer(4, 1))).toMatch(/^sending 1 of put 4/);
});

const put = (request: number, attempt: number, version = 0): Put => ({ kind: 'put', session: 7, request, attempt, key: 'k', value: 'w', version });

test('a put that named the version at hand is known afterwards', () => {
  expect(judgeMemory(memory(null), memory({ request: 1, attempt: 1 }, 1), [put(1, 1)])).toBe(true);
  expect(judgeMemory(memory(null), memory(null, 1), [put(1, 1)])).toBe('sending 1 of put 1 of session 7 named the version at hand, and the server remembers nothing of this session');
  expect(judgeMemory(memory({}, 3), memory({}, 4), [put(6, 1, 3)])).toMatch(/remembers sending 2 of put 5$/);
  expect(judgeMemory(memory({}, 3), memory({}, 4), [put(5, 3, 3)])).toMatch(/^sending 3 of put 5/);
});

test('so is what was handled before, or refused for good; of what names another version nothing need be known', () => {
  expect(judgeMemory(memory({}, 3), memory({}, 3), [put(5, 1, 3), put(4, 9, 3)])).toBe(true);
  expect(judgeMemory(memory({ refusal: 'ErrVersion' }, 3), memory({ refusal: 'ErrVersion' }, 3), [put(5, 3, 3)])).toBe(true);
  expect(judgeMemory(memory(null, 3), memory(null, 3), [put(1, 1, 2), put(1, 2, 3)])).toBe(true);
});
