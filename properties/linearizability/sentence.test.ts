import { describe, expect, it } from 'vitest';
import type { History, Operation } from '../history.ts';
import { canonicalText } from './canonicalText.ts';
import { check, explain, type Model, models, sentenceOf } from './index.ts';
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
  tokenRepertoire,
  variedRepertoire,
  versionedKvRepertoire,
} from './randomHistories.ts';

interface Said<Input = unknown, Output = unknown> {
  readonly sentence: string;
  /** What contradicts what, where that was found without a search. */
  readonly kind: string | null;
  readonly blocked: Operation<Input, Output> | undefined;
}

/** The sentence about an illegal history; null where it is legal. */
function said<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>): Said<Input, Output> | null {
  const verdict = check(model, history);
  if (verdict.kind !== 'illegal') return null;
  const explanation = explain(model, history, verdict);
  const { refutation, blocked } = explanation.verdict;
  return { sentence: sentenceOf(model, history, explanation), kind: refutation?.contradiction.kind ?? null, blocked: history[blocked] };
}

const at = <Input, Output>(client: number, call: number, returned: number, input: Input, output: Output): Operation<Input, Output> => ({ client, input, call, output, return: returned });
const write = (client: number, call: number, returned: number, value: number) => at(client, call, returned, { op: 'write', key: 'x', value } as const, { ok: true } as const);
const read = (client: number, call: number, returned: number, value: number | null) => at(client, call, returned, { op: 'read', key: 'x' } as const, { value });
const cas = (client: number, call: number, returned: number, from: number, to: number) => at(client, call, returned, { op: 'cas', key: 'x', from, to } as const, { ok: true } as const);
const put = (client: number, call: number, returned: number, value: string, version: number) => at(client, call, returned, { op: 'put', key: 'k', value, version } as const, { err: 'OK' } as const);
const get = (client: number, call: number, returned: number, value: string, version: number) => at(client, call, returned, { op: 'get', key: 'k' } as const, { err: 'OK', value, version } as const);

describe('the sentence about an illegal history', () => {
  it.each([
    ['impossible', [at(1, 0, 3, { op: 'read', key: 'x' } as const, { ok: true } as const)], 'read() by client 1 returned ok, which is no answer to that in any state.'],
    ['unwritten', [write(0, 0, 3, 1), read(1, 4, 6, 7)], 'read() by client 1 returned 7, but nobody can have left what it must have found.'],
    ['twice', [write(0, 0, 3, 1), cas(1, 4, 8, 1, 2), cas(2, 5, 9, 1, 3)], 'cas(1, 3) by client 2 returned ok, but cas(1, 2) by client 1 must have replaced the same value, which was there only once.'],
    ['order', [read(1, 0, 2, 5), write(0, 3, 6, 5)], 'read() by client 1 returned 5, but write(5) by client 0, which must come before it, began only after it had returned.'],
    ['between', [write(0, 0, 1, 7), write(1, 2, 3, 9), read(3, 4, 5, 7)], 'read() by client 3 returned 7, but write(9) by client 1 began after write(7) by client 0 had returned, and returned before it began: one value would have had to be there twice.'],
    ['between', [write(0, 0, 1, 7), write(1, 2, 3, 9), read(2, 4, 5, 9), read(3, 6, 7, 7)], 'read() by client 3 returned 7, but write(9) by client 1 had returned before it began, and read() by client 2 (returned 9) began only after write(7) by client 0 had returned: one value would have had to be there twice.'],
    ['between', [write(0, 0, 3, 7), read(1, 4, 5, null)], 'read() by client 1 returned null, but write(7) by client 0, which must come after it, had returned before it began.'],
  ] as const)('tells what contradicts it where no search was needed: %s', (kind, history, sentence) => {
    expect(said(models.register, history)).toMatchObject({ kind, sentence });
  });

  it('tells of versions', () => {
    expect(said(models.kvv, [put(0, 0, 1, 'a', 0), put(1, 2, 3, 'b', 1), get(2, 4, 5, 'a', 1)])?.sentence).toBe(
      'get("k") by client 2 returned "a" at version 1, but put("k", "b", 1) by client 1, which must come after it, had returned before it began.',
    );
  });

  it('tells else what the state can only have been', () => {
    const history = [write(0, 0, 1, 1), write(1, 2, 3, 2), write(2, 4, 5, 1), write(2, 6, 7, 2), read(3, 8, 9, 1)];
    const sentence = 'read() by client 3 returned 1, but the state could only be 2, after write(1) by client 2 and write(2) by client 2.';
    expect(said(models.register, history)).toMatchObject({ kind: null, sentence });
  });

  it('tells of locks who held them, and of a free one that nothing happened before', () => {
    const acquire = (client: number, call: number, returned: number, ok: boolean) => at(client, call, returned, { op: 'acquire', lock: 'l', holder: `h${client}` } as const, { ok });
    expect(said(models.lock, [acquire(0, 0, 5, true), acquire(1, 2, 9, true)])?.sentence).toBe('acquire("l") by h1 (client 1) returned ok, but where that was possible, another answer would have no place any more: the state is held by h0, after acquire("l") by h0 (client 0).');
    expect(said(models.lock, [acquire(0, 0, 5, true), acquire(1, 6, 9, true)])?.sentence).toBe('acquire("l") by h1 (client 1) returned ok, but the state could only be held by h0, after acquire("l") by h0 (client 0).');
    expect(said(models.lock, [acquire(0, 0, 5, false)])?.sentence).toBe('acquire("l") by h0 (client 0) returned refused, but the state could only be free, as at the beginning.');
  });
});

/** Every state that an operation of a short history may have found, tried out. */
function found<State, Input, Output>(model: Model<State, Input, Output>, others: History<Input, Output>, call: number, state: State): readonly State[] {
  const here = others.every((each) => each.return === null || each.return >= call) ? [state] : [];
  const nexts = others.filter((each) => others.every((other) => other === each || other.return === null || other.return >= each.call));
  return [...here, ...nexts.flatMap((each) => model.step(state, each.input, each.output).flatMap((left) => found(model, others.filter((other) => other !== each), call, left)))];
}

/** What a sentence says of the states holds of the whole history, not only of the part that shows what is wrong. */
function expectTruth<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>, { sentence, blocked }: Said<Input, Output>): void {
  const named = /could only be (.*)\.$/.exec(sentence)?.[1];
  if (named === undefined || blocked === undefined) return;
  const keyOf = (operation: Operation<Input, Output>): string => model.partition?.(operation.input) ?? '';
  const others = history.filter((each) => each !== blocked && keyOf(each) === keyOf(blocked) && each.call <= (blocked.return ?? Infinity));
  for (const state of found(model, others, blocked.call, model.init())) {
    expect(model.step(state, blocked.input, blocked.output), sentence).toEqual([]);
    const text = model.describeState?.(state) ?? canonicalText(state);
    expect(named.includes(text) || named.includes('others, none of which allows that'), `${sentence} ${text}: ${JSON.stringify(history)}`).toBe(true);
  }
}

/** Sentences about random illegal histories, each checked for what every sentence must have. */
function sentences<State, Input, Output>(model: Model<State, Input, Output>, repertoire: Repertoire<Input, Output>): readonly Said[] {
  const draw = drawFrom(31);
  const all: Said[] = [];
  for (let i = 0; i < 600; i++) {
    const history = randomHistory(model, repertoire, 3 + draw(8), draw);
    const one = said(model, history);
    if (one === null) continue;
    all.push(one);
    expectToTell(model, one, JSON.stringify(history));
    if (history.length < 6) expectTruth(model, history, one);
  }
  return all;
}

/** One line, one full stop at its end, that names the client and the answer of the blocked operation before anything else. */
function expectToTell<State, Input, Output>(model: Model<State, Input, Output>, { sentence, blocked }: Said<Input, Output>, history: string): void {
  expect(sentence, history).toMatch(/^[^\n]+[^.\n]\.$/);
  if (blocked === undefined) expect.fail('no operation is blocked');
  const [subject = ''] = sentence.split(/, (?:but|which) /);
  expect(subject, history).toMatch(new RegExp(String.raw`client ${blocked.client}\b`));
  const described = model.describeOperation?.(blocked.input, blocked.output) ?? '';
  const answer = described.slice(described.lastIndexOf(' -> ') + 4);
  expect(subject.endsWith(`returned ${answer}`) || answer.length > 60, `${subject}: ${answer}`).toBe(true);
}

describe('of random illegal histories every one gets one sentence', () => {
  it.each([
    ['register', () => sentences(models.register, registerRepertoire)],
    ['a register of two values', () => sentences(models.register, repetitiveRepertoire)],
    ['a register of many values', () => sentences(models.register, variedRepertoire)],
    ['kv', () => sentences(models.kv, appendKvRepertoire)],
    ['kv of many tokens', () => sentences(models.kv, tokenRepertoire)],
    ['kvv', () => sentences(models.kvv, versionedKvRepertoire)],
    ['lock', () => sentences(models.lock, lockRepertoire)],
    ['lease', () => sentences(models.lease, leaseRepertoire)],
    ['set', () => sentences(models.set, setRepertoire)],
    ['queue', () => sentences(models.queue, queueRepertoire)],
    ['stack', () => sentences(models.stack, stackRepertoire)],
    ['counter', () => sentences(models.counter, counterRepertoire)],
    ['store', () => sentences(models.store, storeRepertoire)],
  ])('with the client and the answer of the blocked operation: %s', (_, run) => {
    expect(run().length).toBeGreaterThan(100);
  });
});
