import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { History } from '../history.ts';
import { isLinearizable } from './bruteForce.ts';
import { check, explain, explanationText, type Illegal, type Model, type ModelName, models, readHistory } from './index.ts';
import {
  appendKvRepertoire,
  counterRepertoire,
  drawFrom,
  leaseRepertoire,
  lockRepertoire,
  queueRepertoire,
  randomHistory,
  registerRepertoire,
  repetitiveRepertoire,
  type Repertoire,
  setRepertoire,
  stackRepertoire,
  storeRepertoire,
  versionedKvRepertoire,
} from './randomHistories.ts';

function textOf<Name extends ModelName>(name: Name, file: string): string {
  const path = new URL(`./samples/${file}`, import.meta.url);
  const read = readHistory(readFileSync(path, 'utf8'), { model: name });
  if (read.kind !== 'history') expect.fail(file);
  const verdict = check(models[name], read.history);
  if (verdict.kind !== 'illegal') expect.fail(`${file} is ${verdict.kind}`);
  return explanationText(models[name], read.history, explain(models[name], read.history, verdict));
}

describe('the explanation of an illegal history', () => {
  it('of a stale read shows the read and the two writes around it', () => {
    expect(textOf('register', 'register.illegal.jsonl')).toMatchInlineSnapshot(`
      "Not linearizable: key "x"; 8 operations (1 unanswered), 2 keys, at most 2 open at once, 4 configurations.
      read() by client 1 returned 1, but write(2) by client 0 had returned before it began, and read() by client 1 (returned 2) began only after write(1) by client 0 had returned: one value would have had to be there twice.

      3 of its 6 operations show it, whatever the others did; proven minimal, each was tried without:
        client 0  |-write(1) -> ok-| |-write(2) -> ok-|
        client 1                                        |-read() -> 1-|

      No legal order gets past this operation:
        client 1: read() -> 1, from 13 to 15
        possible states there: 2

      Longest legal order before it (4 operations, with the state after each):
        client 0: write(1) -> ok  => 1
        client 1: read() -> 1     => 1
        client 0: write(2) -> ok  => 2
        client 1: read() -> 2     => 2
      "
    `);
  });
  it('of a version that was given twice shows both puts', () => {
    expect(textOf('kvv', 'kvv.illegal.jsonl')).toMatchInlineSnapshot(`
      "Not linearizable: key "k"; 3 operations (0 unanswered), 1 key, at most 2 open at once, 2 configurations.
      put("k", "b", 0) by client 1 returned OK, but put("k", "a", 0) by client 0 must have replaced the same value, which was there only once.

      2 of its 3 operations show it, whatever the others did; proven minimal, each was tried without:
        client 0  |-put("k", "a", 0) -> OK-|
        client 1    |-put("k", "b", 0) -> OK-|

      No legal order gets past this operation:
        client 1: put("k", "b", 0) -> OK, from 1 to 6
        possible states there: "a" at version 1

      Longest legal order before it (1 operation, with the state after each):
        client 0: put("k", "a", 0) -> OK  => "a" at version 1
      "
    `);
  });
  it('of a lock that two held shows who did', () => {
    expect(textOf('lock', 'lock.illegal.jsonl')).toMatchInlineSnapshot(`
      "Not linearizable: key "l"; 4 operations (0 unanswered), 1 key, at most 2 open at once, 4 configurations.
      acquire("l") by b (client 1) returned ok, but where that was possible, another answer would have no place any more: the state is held by a, after acquire("l") by a (client 0).

      2 of its 4 operations show it, whatever the others did; proven minimal, each was tried without:
        client 0  |-acquire("l") by a -> ok-|
        client 1    |-acquire("l") by b -> ok-|

      No legal order gets past this operation:
        client 1: acquire("l") by b -> ok, from 2 to 9
        possible states there: held by a

      Longest legal order before it (1 operation, with the state after each):
        client 0: acquire("l") by a -> ok  => held by a
      "
    `);
  });
  it('of an append that was seen and then not shows both gets', () => {
    expect(textOf('kv', 'kv.illegal.edn')).toMatchInlineSnapshot(`
      "Not linearizable: key "a"; 4 operations (0 unanswered), 1 key, at most 2 open at once, 3 configurations.
      get("a") by client 0 returned "1;", but get("a") by client 0 (returned "1;2;"), which must come after it, had returned before it began.

      4 of its 4 operations show it, whatever the others did; proven minimal, each was tried without:
        client 0  |-append("a", "1;") -> ok-|   |-get("a") -> "1;2;"-| |-get("a") -> "1;"-|
        client 1                              |-append("a", "2;") -> ok---------------------|

      No legal order gets past this operation:
        client 0: get("a") -> "1;", from 5 to 6
        possible states there: "1;2;"

      Longest legal order before it (3 operations, with the state after each):
        client 0: append("a", "1;") -> ok  => "1;"
        client 1: append("a", "2;") -> ok  => "1;2;"
        client 0: get("a") -> "1;2;"       => "1;2;"
      "
    `);
  });
});

interface Tally {
  illegal: number;
  certain: number;
  smaller: number;
}

/** Explains random illegal histories, and checks by brute force what is claimed of the part that is kept. */
function tally<State, Input, Output>(model: Model<State, Input, Output>, repertoire: Repertoire<Input, Output>): Tally {
  const draw = drawFrom(23);
  const result: Tally = { illegal: 0, certain: 0, smaller: 0 };
  for (let i = 0; i < 400; i++) {
    const history = randomHistory(model, repertoire, 3 + draw(5), draw);
    const verdict = check(model, history);
    if (verdict.kind !== 'illegal') continue;
    const { minimal, operationsOfKey, verdict: told } = explain(model, history, verdict);
    const sources = new Set(minimal.kept.map(({ source }) => source));
    const others = history.filter((_, source) => !sources.has(source));
    const kept = minimal.kept.map(({ operation }) => operation);
    expect(kept, 'is a part of the history').toEqual(minimal.kept.map(({ source }) => history[source]));
    expect(sources.has(told.blocked), 'has the blocked operation').toBe(true);
    expect(isLinearizable(model, kept), `illegal by itself: ${JSON.stringify(history)}`).toBe(false);
    expect(minimal.isMinimal).toBe(true);
    expectNoIdle(model, history, kept, told);
    expect(explanationText(model, history, { verdict: told, minimal, operationsOfKey })).toContain('; proven minimal, each was tried without:');
    if (minimal.isCertain) expect(isLinearizable(model, [...kept, ...weakened(model, others)]), JSON.stringify(history)).toBe(false);
    result.illegal++;
    if (minimal.isCertain) result.certain++;
    if (kept.length < operationsOfKey) result.smaller++;
  }
  return result;
}

/**
 * Without any one of the others, the part is legal, or illegal even without the blocked operation, or at any time, where at
 * first its time was the reason.
 */
function expectNoIdle<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>, kept: History<Input, Output>, told: Illegal<State>): void {
  const blocked = history[told.blocked];
  if (blocked === undefined) expect.fail('no operation is blocked');
  const isMatterOfTime = isPossibleElsewhere(model, history, blocked, told);
  for (const each of kept) {
    const rest = kept.filter((other) => other !== each);
    if (each === blocked || isLinearizable(model, rest)) continue;
    const isLegalWithout = isLinearizable(model, rest.filter((other) => other !== blocked));
    const isForSameReason = isLegalWithout && (!isMatterOfTime || isLinearizable(model, atAnyTime(rest, blocked)));
    expect(isForSameReason, JSON.stringify(kept)).toBe(false);
  }
}

const atAnyTime = <Input, Output>(history: History<Input, Output>, blocked: History<Input, Output>[number]): History<Input, Output> =>
  history.map((other) => (other === blocked && other.return !== null ? { ...other, call: -1_000, return: 1_000 } : other));

function isPossibleElsewhere<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>, blocked: History<Input, Output>[number], { key, prefix }: Illegal<State>): boolean {
  const { input, output } = blocked;
  if (model.isPure?.(input, output) === true && prefix.some(({ state }) => model.step(state, input, output).length > 0)) return true;
  const called = history.filter((other) => (model.partition?.(other.input) ?? '') === key && other.call <= (blocked.return ?? Infinity));
  return isLinearizable(model, atAnyTime(called, blocked));
}

function weakened<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>): History<Input, Output> {
  return history
    .filter(({ input, output }) => model.isPure?.(input, output) !== true)
    .map(({ client, input, call }) => ({ client, input, call, output: null, return: null }));
}

describe('the part of an illegal history that is kept', () => {
  it.each([
    ['register', () => tally(models.register, registerRepertoire)],
    ['a register of two values', () => tally(models.register, repetitiveRepertoire)],
    ['kv', () => tally(models.kv, appendKvRepertoire)],
    ['kvv', () => tally(models.kvv, versionedKvRepertoire)],
    ['lock', () => tally(models.lock, lockRepertoire)],
    ['lease', () => tally(models.lease, leaseRepertoire)],
    ['set', () => tally(models.set, setRepertoire)],
    ['queue', () => tally(models.queue, queueRepertoire)],
    ['stack', () => tally(models.stack, stackRepertoire)],
    ['counter', () => tally(models.counter, counterRepertoire)],
    ['store', () => tally(models.store, storeRepertoire)],
  ])('is illegal by itself and has nothing idle in it: %s', (_, run) => {
    const { illegal, certain, smaller } = run();
    expect(illegal).toBeGreaterThan(50);
    expect(certain / illegal).toBeGreaterThan(0.8);
    expect(smaller / illegal).toBeGreaterThan(0.6);
  });

  it('is found among 1,000 operations, and is the same each time', () => {
    const history = randomHistory(models.register, { ...registerRepertoire, input: (draw) => ({ ...registerRepertoire.input(draw), key: 'x' }) }, 1_000, drawFrom(4));
    const verdict = check(models.register, history);
    if (verdict.kind !== 'illegal') expect.fail(verdict.kind);
    const { minimal } = explain(models.register, history, verdict);
    expect(minimal.kept.length).toBeLessThan(12);
    expect(explain(models.register, history, verdict)).toEqual(explain(models.register, history, verdict));
  });
});
