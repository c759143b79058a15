import { describe, expect, it } from 'vitest';
import type { History, Operation } from '../../history.ts';
import { check, checkSequential, checkStale, type Model, models } from '../index.ts';
import type { RegisterInput, RegisterOutput } from '../models/register.ts';
import { appendKvRepertoire, type Draw, drawFrom, lockRepertoire, queueRepertoire, randomHistory, registerRepertoire, type Repertoire } from '../randomHistories.ts';

type RegisterOperation = Operation<RegisterInput, RegisterOutput>;
const write = (client: number, call: number, value: number, key = 'x'): RegisterOperation => ({ client, input: { op: 'write', key, value }, call, output: { ok: true }, return: call + 1 });
const read = (client: number, call: number, value: number | null, key = 'x'): RegisterOperation => ({ client, input: { op: 'read', key }, call, output: { value }, return: call + 1 });

/** Sequential consistency as it is defined, tried out: every way to take the next operation of some client, or to leave it out. */
function isSequential<State, Input, Output>(model: Model<State, Input, Output>, programs: readonly History<Input, Output>[], states: ReadonlyMap<string, { state: State }> = new Map()): boolean {
  if (programs.every((program) => program.every((operation) => operation.return === null))) return true;
  return programs.some((program, client) => {
    const [next, ...rest] = program;
    if (next === undefined) return false;
    const others = programs.with(client, rest);
    const key = model.partition?.(next.input) ?? '';
    const held = states.get(key);
    const nexts = model.step(held === undefined ? model.init() : held.state, next.input, next.output);
    return nexts.some((state) => isSequential(model, others, new Map(states).set(key, { state }))) || (next.return === null && isSequential(model, others, states));
  });
}

/** Random histories of few clients: each of its operations in turn. */
function fewClients<State, Input, Output>(model: Model<State, Input, Output>, repertoire: Repertoire<Input, Output>, draw: Draw): History<Input, Output> {
  return randomHistory(model, repertoire, 2 + draw(5), draw).map((operation) => ({ ...operation, client: operation.client % 3 }));
}

function compare<State, Input, Output>(model: Model<State, Input, Output>, repertoire: Repertoire<Input, Output>): { sequential: number; linearizable: number; neither: number } {
  const draw = drawFrom(3);
  const tally = { sequential: 0, linearizable: 0, neither: 0 };
  for (let i = 0; i < 1_500; i++) {
    const history = fewClients(model, repertoire, draw);
    const programs = [0, 1, 2].map((client) => history.filter((operation) => operation.client === client).sort((a, b) => a.call - b.call));
    const verdict = checkSequential(model, history);
    expect(verdict.kind, JSON.stringify(history)).toBe(isSequential(model, programs) ? 'ok' : 'illegal');
    const hasOverlaps = programs.some((program) => program.some(({ call }, place) => place > 0 && (program[place - 1]?.return ?? Infinity) >= call));
    const isLinearizable = check(model, history).kind === 'ok';
    if (isLinearizable && !hasOverlaps) expect(verdict.kind, JSON.stringify(history)).toBe('ok');
    expect(checkStale(model, history, 0).kind).toBe(isLinearizable ? 'ok' : 'illegal');
    if (isLinearizable) expect(checkStale(model, history, 3).kind).toBe('ok');
    tally[isLinearizable ? 'linearizable' : verdict.kind === 'ok' ? 'sequential' : 'neither']++;
  }
  return tally;
}

describe('sequential consistency', () => {
  it('allows a read to be late, but not to go back', () => {
    const stale = [write(0, 0, 1), write(0, 2, 2), read(1, 4, 1), read(1, 6, 2)];
    expect(check(models.register, stale).kind).toBe('illegal');
    expect(checkSequential(models.register, stale)).toMatchObject({ kind: 'ok', order: [0, 2, 1, 3] });
    expect(checkSequential(models.register, [write(0, 0, 1), write(0, 2, 2), read(1, 4, 2), read(1, 6, 1)]).kind).toBe('illegal');
  });
  it('is not decided key by key', () => {
    const crossed = [write(0, 0, 1, 'x'), read(0, 2, null, 'y'), write(1, 0, 1, 'y'), read(1, 2, null, 'x')];
    for (const key of ['x', 'y']) expect(checkSequential(models.register, crossed.filter(({ input }) => input.key === key)).kind).toBe('ok');
    expect(checkSequential(models.register, crossed).kind).toBe('illegal');
  });
  it('is unknown when the budget ends', () => {
    const wide = Array.from({ length: 12 }, (_, client) => write(client, 0, client));
    expect(checkSequential(models.register, [...wide, read(99, 5, 77)], { budget: 100 }).kind).toBe('unknown');
  });
  it('does not go twice through what leads to the same', () => {
    const programs = Array.from({ length: 24 }, (_, i) => write(i % 3, i, 1));
    expect(checkSequential(models.register, [...programs, read(3, 99, 9)]).kind).toBe('illegal');
  });
  it('takes no longer for many keys, and gives up where there are very many clients', () => {
    const keys = Array.from({ length: 5_000 }, (_, i) => [write(0, 4 * i, i, `k${i % 500}`), read(1, 4 * i + 2, i, `k${i % 500}`)]).flat();
    expect(checkSequential(models.register, keys)).toMatchObject({ kind: 'ok', configurations: 5_001 });
    const crowd = Array.from({ length: 10_000 }, (_, client) => write(client, client, client));
    expect(checkSequential(models.register, crowd).kind).toBe('unknown');
  });
  it('refuses what is no history', () => expect(checkSequential(models.register, [write(0, Number.NaN, 1)]).kind).toBe('refused'));
  it.each([
    ['register', () => compare(models.register, registerRepertoire)],
    ['kv', () => compare(models.kv, appendKvRepertoire)],
    ['lock', () => compare(models.lock, lockRepertoire)],
    ['queue', () => compare(models.queue, queueRepertoire)],
  ])('agrees with its definition, and holds where linearizability does: %s', (_, run) => {
    const { sequential, linearizable, neither } = run();
    expect(Math.min(sequential, linearizable, neither)).toBeGreaterThan(10);
  });
});

describe('bounded staleness', () => {
  const late = [write(0, 0, 1), write(0, 10, 2), read(1, 15, 1)];
  it('allows reads to be late by so much and no more', () => {
    expect(checkStale(models.register, late, 3).kind).toBe('illegal');
    expect(checkStale(models.register, late, 4).kind).toBe('ok');
  });
  it('does not excuse changes', () => expect(checkStale(models.register, [write(0, 0, 1), read(1, 2, null), read(1, 4, 7)], 100).kind).toBe('illegal'));
  it('needs a bound', () => expect(() => checkStale(models.register, late, Number.NaN)).toThrow('a bound on staleness is at least 0, got NaN'));
});
