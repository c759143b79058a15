import { describe, expect, it } from 'vitest';
import { AssertionFailure } from '../../sim/core/assert.ts';
import type { Completed, History, Operation } from '../history.ts';
import { isLinearizable } from './bruteForce.ts';
import { check, findFaultInOrders, type Model, models, verdictText } from './index.ts';
import type { AppendKvInput, AppendKvOutput } from './models/appendKv.ts';
import type { RegisterInput, RegisterOutput } from './models/register.ts';
import { drawFrom, randomHistory, registerRepertoire } from './randomHistories.ts';

type RegisterOperation = Operation<RegisterInput, RegisterOutput>;

const read = (client: number, call: number, returned: number, value: number | null, key = 'x'): RegisterOperation => ({
  client,
  input: { op: 'read', key },
  call,
  output: { value },
  return: returned,
});
const write = (client: number, call: number, returned: number | null, value: number, key = 'x'): RegisterOperation => {
  const input = { op: 'write', key, value } as const;
  return returned === null
    ? { client, input, call, output: null, return: null }
    : { client, input, call, output: { ok: true }, return: returned };
};
const verdictOn = (...history: RegisterOperation[]) => check(models.register, history);
const kindOf = (...history: RegisterOperation[]) => verdictOn(...history).kind;

type AppendOperation = Completed<AppendKvInput, AppendKvOutput>;

const get = (client: number, call: number, value: string): AppendOperation => ({
  client,
  input: { op: 'get', key: 'x' },
  call,
  output: { value },
  return: call + 1,
});
/** A model that tells the checker nothing that would help it. */
const unhelpful: Model<string, AppendKvInput, AppendKvOutput> = {
  name: 'strings',
  init: () => '',
  partition: (input) => input.key,
  step: (state, input, output) => models.kv.step(state, input, output),
};
/** Twelve appends at once and a get that shows none of them: half a billion orders to try. */
const hard: readonly AppendOperation[] = [
  ...Array.from('abcdefghijkl', (value, client): AppendOperation => {
    return { client, input: { op: 'append', key: 'x', value }, call: 0, output: { ok: true }, return: 100 };
  }),
  get(0, 101, ''),
];

describe('real time', () => {
  it('forbids what had returned to come after what was called later', () => {
    expect(kindOf(write(0, 0, 1, 1), write(0, 2, 3, 2), read(1, 4, 5, 1))).toBe('illegal');
  });
  it('lets operations that overlap come in any order', () => {
    expect(kindOf(write(0, 0, 3, 1), write(1, 1, 3, 2), read(2, 4, 5, 1))).toBe('ok');
  });
  it('takes a return and a call at one stamp for overlapping', () => {
    expect(kindOf(write(0, 0, 20, 1), read(1, 20, 21, null))).toBe('ok');
    expect(kindOf(write(0, 0, 20, 1), read(1, 20.5, 21, null))).toBe('illegal');
  });
  it('allows operations that take no time', () => {
    expect(kindOf(write(0, 1, 1, 1), read(1, 1, 1, null), read(2, 1, 1, 1))).toBe('ok');
    expect(kindOf(write(0, 1, 1, 1), read(1, 2, 2, null))).toBe('illegal');
  });
  it('does not care in which order operations are listed, nor about negative stamps', () => {
    expect(kindOf(read(1, -3, -2, 1), write(0, -5, -4, 1))).toBe('ok');
  });
});

describe('unanswered operations', () => {
  it('may take effect late', () => {
    expect(kindOf(write(0, 0, null, 1), read(1, 5, 6, null), read(1, 7, 8, 1))).toBe('ok');
  });
  it('may never take effect', () => expect(kindOf(write(0, 0, null, 1), read(1, 5, 6, null))).toBe('ok'));
  it('take effect once', () => {
    const reads = [read(1, 1, 2, 1), write(1, 3, 4, 2), read(1, 5, 6, 1)];
    expect(kindOf(write(0, 0, null, 1), ...reads)).toBe('illegal');
    expect(kindOf(write(0, 0, null, 1), write(2, 0, null, 1), ...reads)).toBe('ok');
  });
  it('do not take effect before their call', () => {
    expect(kindOf(read(1, 0, 4, 1), write(0, 5, null, 1))).toBe('illegal');
    expect(kindOf(read(1, 0, 5, 1), write(0, 5, null, 1))).toBe('ok');
  });
  it('make a legal history by themselves', () => expect(kindOf(write(0, 0, null, 1), write(1, 0, null, 2))).toBe('ok'));
});

describe('twins', () => {
  it('come in the order of time unless one lies inside the other', () => {
    expect(kindOf(write(0, 0, 10, 1), read(2, 1, 2, 1), write(2, 3, 4, 1), read(2, 5, 6, 1))).toBe('ok');
  });
});

describe('keys', () => {
  it('are checked apart', () => {
    expect(kindOf(write(0, 0, 1, 1, 'x'), read(0, 2, 3, null, 'y'), read(0, 4, 5, 1, 'x'))).toBe('ok');
  });
  it('are named in the verdict when one of them is illegal', () => {
    const verdict = verdictOn(write(0, 0, 1, 1, 'x'), read(0, 2, 3, 7, 'y'), read(0, 4, 5, 1, 'x'));
    expect(verdict).toMatchObject({ kind: 'illegal', key: 'y', blocked: 1, prefix: [], statesThere: [null] });
  });
  it('are taken in turns, so that one that is easily refuted ends the check of a hard one', () => {
    const reads = Array.from({ length: 60 }, (_, i): AppendOperation => ({ ...get(99, 2 * i, i === 59 ? 'z' : ''), input: { op: 'get', key: 'y' } }));
    const verdict = check(unhelpful, [...hard, ...reads]);
    expect(verdict).toMatchObject({ kind: 'illegal', key: 'y' });
    expect(verdict.kind === 'illegal' && verdict.statistics.configurations < 20_000).toBe(true);
  });
});

describe('a verdict', () => {
  it('of a legal history gives an order that can be verified', () => {
    const history = [write(0, 0, 9, 1), read(1, 1, 2, null), read(1, 3, 4, 1), write(2, 5, null, 2), read(1, 6, 7, 2)];
    const verdict = check(models.register, history);
    if (verdict.kind !== 'ok') expect.fail(verdict.kind);
    expect(verdict.orders).toEqual([
      { key: 'x', order: [1, 0, 2, 3, 4].map((operation, i) => ({ operation, state: [null, 1, 1, 2, 2][i] })) },
    ]);
    expect(findFaultInOrders(models.register, history, verdict.orders, true)).toBe(null);
  });
  it('of an illegal history names the operation that cannot be placed, and the longest legal order before it', () => {
    const verdict = verdictOn(write(0, 0, 1, 1), write(0, 2, 3, 2), read(1, 4, 5, 1), read(1, 6, 7, 2));
    expect(verdict).toMatchObject({
      kind: 'illegal',
      key: 'x',
      blocked: 2,
      prefix: [
        { operation: 0, state: 1 },
        { operation: 1, state: 2 },
      ],
      statesThere: [2],
    });
  });
  it('counts what it looked at', () => {
    const { statistics } = { statistics: null, ...verdictOn(write(0, 0, 5, 1), read(1, 2, 3, 1), write(2, 4, null, 2), read(3, 0, 1, null, 'y')) };
    expect(statistics).toEqual({ operations: 4, unanswered: 1, keys: 2, widestWindow: 2, configurations: 0 });
  });
  it('counts a wide configuration as several, and what is looked at from it, so that time and memory are bounded where very much is open at once', () => {
    const open = 4_000;
    const writes = Array.from({ length: open }, (_, i) => write(i, i, 10 * open + i, i % 7));
    const reads = Array.from({ length: 20 }, (_, i) => read(open + i, 2 * open + 10 * i, 2 * open + 10 * i + 5, (3 * i) % 7));
    const twice = [0, 1].map((value) => read(2 * open, 20 * open + 2 * value, 20 * open + 2 * value + 1, value));
    const verdict = check(models.register, [...writes, ...reads, ...twice], { budget: 20_000 });
    expect(verdict.kind).toBe('unknown');
    expect('statistics' in verdict && verdict.statistics.configurations).toBeLessThan(1_000);
  });

  it('is unknown when the budget ends, never ok', () => {
    const verdict = check(unhelpful, hard, { budget: 5_000 });
    expect(verdict).toMatchObject({ kind: 'unknown', undecided: [{ key: 'x', operations: 13, unanswered: 0, window: 12, reached: 12 }] });
    expect(verdictText(verdict)).toBe(
      'Unknown: not decided within a budget of 5000 configurations; 13 operations (0 unanswered), 1 key, at most 12 open at once, 4007 configurations. Key "x": got past 12 of 13 answered operations, 12 open at once.',
    );
  });
  it('is the same each time', () => {
    const history = randomHistory(models.register, registerRepertoire, 60, drawFrom(11));
    expect(check(models.register, history)).toEqual(check(models.register, history));
  });
  it('on nothing at all is ok', () => expect(kindOf()).toBe('ok'));
});

describe('a history that is none', () => {
  it.each([
    ['a return before its call', read(0, 5, 4, null), 'it returns at 4, before its call at 5'],
    ['a call at no number', read(0, Number.NaN, 4, null), 'its call is at NaN, not at a finite number'],
    ['a return at infinity', read(0, 5, Infinity, null), 'its return is at Infinity, not at a finite number'],
  ])('is refused for %s, not called illegal', (_, operation, why) => {
    expect(verdictOn(write(0, 0, 1, 1), operation)).toEqual({ kind: 'refused', operation: 1, why });
  });
});

describe('size', () => {
  /** Pairs of a write and a read inside it. */
  const pairs = (count: number): RegisterOperation[] =>
    Array.from({ length: count }, (_, i) => [write(0, 4 * i, 4 * i + 3, i), read(1, 4 * i + 1, 4 * i + 2, i)]).flat();

  it('100,000 operations on one key are checked without a deep stack', () => {
    expect(check(models.register, pairs(50_000)).kind).toBe('ok');
  }, 30_000);
  it('a stale read after 20,000 operations is found', () => {
    expect(check(models.register, [...pairs(10_000), read(2, 40_001, 40_002, 7)])).toMatchObject({ kind: 'illegal', blocked: 20_000 });
  }, 30_000);
  it('100,000 reads that are all open at once are no harder', () => {
    const reads = Array.from({ length: 100_000 }, (_, i) => read(i, 0, 1_000_000, null));
    expect(check(models.register, reads).kind).toBe('ok');
  }, 30_000);
  it.each([33, 64, 65, 200])('%i writes open at once have bits of their own', (count) => {
    const writes = Array.from({ length: count }, (_, i) => write(i, 0, 1_000, i));
    const chain = Array.from({ length: count }, (_, i) => read(500, 2 * i, 2 * i + 1, count - 1 - i));
    expect(check(models.register, [...writes, ...chain]).kind).toBe('ok');
    expect(check(models.register, [...writes, ...chain, read(500, 900, 901, 3)]).kind).toBe('illegal');
  });

  /** A register among operations that do nothing but are not known to: they only take up bits. */
  type Padded = RegisterInput | { readonly op: 'idle'; readonly key: string };
  const padded: Model<unknown, Padded, RegisterOutput> = {
    name: 'padded register',
    init: () => null,
    partition: (input) => input.key,
    step: (state, input, output) => (input.op === 'idle' ? [state] : stepOf(state, input, output)),
  };
  function stepOf(state: unknown, input: RegisterInput, output: RegisterOutput | null): readonly unknown[] {
    return state === null || typeof state === 'number' ? models.register.step(state, input, output) : [];
  }

  it('histories among 40 idle operations get the verdict that they get alone', () => {
    const draw = drawFrom(17);
    let illegal = 0;
    for (let i = 0; i < 150; i++) {
      const history = randomHistory(models.register, registerRepertoire, 5, draw);
      const idle = ['x', 'y'].flatMap((key) =>
        Array.from({ length: 40 }, (_, n): Operation<Padded, RegisterOutput> => ({
          client: 100 + n,
          input: { op: 'idle', key },
          call: -100,
          output: { ok: true },
          return: 100 + n,
        })),
      );
      const whole: History<Padded, RegisterOutput> = [...idle, ...history];
      const expected = isLinearizable(models.register, history) ? 'ok' : 'illegal';
      if (expected === 'illegal') illegal++;
      expect(check(padded, whole).kind, JSON.stringify(history)).toBe(expected);
    }
    expect(illegal).toBeGreaterThan(20);
  });
});

describe('a model', () => {
  it('needs no more than a name, an initial state and its steps', () => {
    const counter: Model<number, { readonly add: number } | 'get', { readonly value?: number }> = {
      name: 'counter',
      init: () => 0,
      step: (count, input, output) =>
        input !== 'get' ? [count + input.add] : output === null || output.value === count ? [count] : [],
      isPure: (input) => input === 'get',
    };
    const add = (call: number, returned: number) => ({ client: 0, input: { add: 1 }, call, output: {}, return: returned });
    const get = (call: number, value: number) => ({ client: 1, input: 'get' as const, call, output: { value }, return: call + 1 });
    expect(check(counter, [add(0, 9), get(1, 0), get(3, 1), add(10, 11), get(12, 2)]).kind).toBe('ok');
    expect(check(counter, [add(0, 9), get(1, 1), get(3, 0)]).kind).toBe('illegal');
  });

  it('that calls an operation pure although it changes the state is caught', () => {
    const wrong: Model<number | null | string | boolean, RegisterInput, RegisterOutput> = { ...models.register, isPure: () => true };
    const searched = [write(0, 0, 2, 1), write(1, 0, 1, 1), write(2, 0, 3, 2), read(3, 4, 5, 1)];
    expect(() => check(wrong, searched)).toThrow(AssertionFailure);
    expect(() => check(wrong, searched)).toThrow('register: write(1) -> ok');
  });

  it('that says an operation overwrites although it depends on the state is caught', () => {
    const wrong: Model<string, AppendKvInput, AppendKvOutput> = { ...models.kv, overwrites: () => true };
    expect(() => check(wrong, hard)).toThrow(AssertionFailure);
    expect(() => check(wrong, hard)).toThrow('an operation that overwrites leaves one state whatever was before: kv: get');
  });

  it('may tell which states are equal instead of giving them keys', () => {
    const steps: Model<Date, number, number> = {
      name: 'clock that only adds',
      init: () => new Date(0),
      step: (state, added, sum) => (sum === null || state.getTime() + added === sum ? [new Date(state.getTime() + added)] : []),
      equal: (a, b) => a.getTime() === b.getTime(),
      describeState: (state) => state.toISOString(),
    };
    const add = (client: number, call: number, input: number, output: number) => ({ client, input, call, output, return: call + 9 });
    expect(check(steps, [add(0, 0, 3, 8), add(1, 1, 5, 5), add(2, 2, 1, 9)]).kind).toBe('ok');
    expect(check(steps, [add(0, 0, 3, 8), add(1, 1, 5, 5), add(2, 2, 1, 8)]).kind).toBe('illegal');
    expect(check({ ...steps, hash: (state) => state.getTime() % 2 }, [add(0, 0, 3, 8), add(1, 1, 5, 5), add(2, 2, 1, 8)]).kind).toBe('illegal');
  });

  it('with states that are no plain data must give them keys', () => {
    const odd: Model<Date, string, string> = { name: 'odd', init: () => new Date(0), step: () => [] };
    expect(() => check(odd, [{ client: 0, input: '', call: 0, output: '', return: 1 }])).toThrow('Date');
  });
});
