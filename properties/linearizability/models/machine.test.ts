import { describe, expect, test } from 'vitest';
import { register } from '../../../protocols/raft/index.ts';
import { check } from '../checker.ts';
import { machineModel } from './machine.ts';

const model = machineModel('register', register);
const write = (value: string) => ({ kind: 'submit', command: value }) as const;
const read = { kind: 'query', query: '' } as const;
const done = (value: string | null, writes: number) => ({ result: { value, writes } });

describe('a machine as a model of itself', () => {
  test('explains what it could have answered', () => {
    const history = [
      { client: 0, input: write('a'), call: 0, output: done('a', 1), return: 3 },
      { client: 1, input: read, call: 1, output: done(null, 0), return: 2 },
      { client: 1, input: write('b'), call: 4, output: null, return: null },
      { client: 0, input: read, call: 5, output: done('b', 2), return: 6 },
    ];
    expect(check(model, history)).toMatchObject({ kind: 'ok' });
  });

  test('and nothing else', () => {
    const history = [
      { client: 0, input: write('a'), call: 0, output: done('a', 1), return: 1 },
      { client: 1, input: read, call: 2, output: done(null, 0), return: 3 },
    ];
    expect(check(model, history)).toMatchObject({ kind: 'illegal' });
  });

  test('tells in one line what was asked and answered', () => {
    expect(model.describeOperation?.(write('a'), done('a', 1))).toBe('submit("a") -> {value:"a",writes:1}');
    expect(model.describeOperation?.(read, null)).toBe('query("")');
  });
});
