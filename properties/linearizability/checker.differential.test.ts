import { describe, expect, it } from 'vitest';
import { AssertionFailure } from '../../sim/core/assert.ts';
import type { History, Operation } from '../history.ts';
import { isLinearizable } from './bruteForce.ts';
import { findFaultInOrders } from './certificate.ts';
import { decide, type Part, partition } from './checker.ts';
import type { RegisterStep, ValueName } from './direct/steps.ts';
import { check, models, type Model, type Verdict } from './index.ts';
import {
  appendKvRepertoire,
  appendRepertoire,
  counterRepertoire,
  type Draw,
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
import { withoutKeysInReturnOrder } from './returnOrder.ts';
import { BreadthFirst } from './search/breadthFirst.ts';
import { prepare, type Problem } from './search/problem.ts';
import { settleAsTold } from './settle.ts';

/** Set FAULTLINE_CAMPAIGN=1 for the full volume: `FAULTLINE_CAMPAIGN=1 npx vitest run checker.differential`. */
const campaign = process.env['FAULTLINE_CAMPAIGN'] !== undefined;
const historiesPerModel = campaign ? 70_000 : 2_000;

/** A non-deterministic object: a bag that gives back any of its items, or -1 if it has none. */
type BagInput = { readonly op: 'add'; readonly item: number } | { readonly op: 'take' };
const bag: Model<readonly number[], BagInput, { readonly item: number }> = {
  name: 'bag',
  init: () => [],
  step: (items, input, output) => {
    if (input.op === 'add') return [[...items, input.item].sort((a, b) => a - b)];
    if (items.length === 0) return output === null || output.item === -1 ? [items] : [];
    return items.flatMap((item, i) => (output === null || output.item === item ? [items.toSpliced(i, 1)] : []));
  },
};
const bagRepertoire: Repertoire<BagInput, { readonly item: number }> = {
  input: (draw) => (draw(2) === 0 ? { op: 'take' } : { op: 'add', item: draw(3) }),
  outputs: ({ op }) => (op === 'add' ? [{ item: 0 }] : [-1, 0, 1, 2].map((item) => ({ item }))),
};

/** A model with the histories to try it on, its types hidden so that subjects can stand in one list. */
interface Subject {
  readonly name: string;
  readonly tally: (histories: number, seed: number) => Tally;
  /** Whether some history within so many is judged otherwise by the mutant than by brute force. */
  readonly kills: (mutant: Mutant, histories: number) => boolean;
}

interface Tally {
  ok: number;
  illegal: number;
  unanswered: number;
  concurrent: number;
  /** Found legal in the order of their returns. */
  inReturnOrder: number;
  /** Of the others: decided by the rules of a register or a queue, and so compared with them. */
  settled: number;
}

/** What is wrong: with the model, with the history, or with what the search is given. */
interface Mutant {
  readonly name: string;
  model?<State, Input, Output>(model: Model<State, Input, Output>): Model<State, Input, Output>;
  history?<Input, Output>(history: History<Input, Output>): History<Input, Output>;
  problem?<State, Input, Output>(problem: Problem<State, Input, Output>): Problem<State, Input, Output>;
  /** What an operation is told as, for histories that need no search. */
  readonly told?: (step: RegisterStep | null, isAnswered: boolean) => RegisterStep | null;
}

/** A history that every mutant has to judge, and what brute force says of it, asked at most once. */
interface Trial<Input, Output> {
  readonly history: History<Input, Output>;
  readonly isLegal: () => boolean;
}

function trialOf<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>): Trial<Input, Output> {
  let known: boolean | null = null;
  return { history, isLegal: () => (known ??= isLinearizable(model, history)) };
}

function subject<State, Input, Output>(model: Model<State, Input, Output>, repertoire: Repertoire<Input, Output>): Subject {
  const generate = (draw: Draw): History<Input, Output> => randomHistory(model, repertoire, 2 + draw(6), draw);
  const drawOfTrials = drawFrom(1);
  const trials: Trial<Input, Output>[] = [];
  // Asked for one after the other, so that they are drawn in this order.
  const trial = (i: number): Trial<Input, Output> => (trials[i] ??= trialOf(model, generate(drawOfTrials)));
  return {
    name: model.name,
    tally: (histories, seed) => {
      const draw = drawFrom(seed);
      const tally: Tally = { ok: 0, illegal: 0, unanswered: 0, concurrent: 0, inReturnOrder: 0, settled: 0 };
      for (let i = 0; i < histories; i++) count(tally, model, generate(draw));
      return tally;
    },
    kills: (mutant, histories) => Array.from({ length: histories }, (_, i) => i).some((i) => disagrees(mutant, model, trial(i))),
  };
}

/** Compares every engine with brute force on one history. */
function count<State, Input, Output>(tally: Tally, model: Model<State, Input, Output>, history: History<Input, Output>): void {
  const expected = isLinearizable(model, history) ? 'ok' : 'illegal';
  const agree = (what: string, found: unknown, wanted: unknown = expected): void => {
    // Asked this often, `expect` and its message would take longer than what they look at.
    if (found !== wanted) expect(found, `${what}: ${JSON.stringify(history)}`).toBe(wanted);
  };
  const verdict = check(model, history);
  agree('the checker', verdict.kind);
  agree('breadth first', judgeBy(BreadthFirst, model, history));
  agree('its evidence', faultIn(model, history, verdict), null);
  const searched = withoutKeysInReturnOrder(model, history);
  agree('without keys in return order', check(model, searched).kind);
  tally[expected]++;
  if (searched.length === 0) tally.inReturnOrder++;
  const told = judgeAsTold(model, history);
  if (told !== 'open') agree('as told', told);
  if (told !== 'open' && searched.length > 0) tally.settled++;
  if (history.some((operation) => operation.return === null)) tally.unanswered++;
  if ('statistics' in verdict && verdict.statistics.widestWindow > 1) tally.concurrent++;
}

/** By the rules of a register or a queue alone, without a search. */
function judgeAsTold<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>): 'ok' | 'illegal' | 'open' {
  const kinds = partition(model, history).map(([, sources]) => settleAsTold(model, history, sources).kind);
  if (kinds.includes('illegal')) return 'illegal';
  return kinds.includes('open') ? 'open' : 'ok';
}

function judgeBy<State, Input, Output>(
  engine: typeof BreadthFirst,
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
): 'ok' | 'illegal' {
  const outcomes = partition(model, history).map(([, sources]) => new engine(prepare(model, history, sources)).advance(1e9));
  return outcomes.every((outcome) => outcome === 'legal') ? 'ok' : 'illegal';
}

/** What is wrong with the evidence that a verdict gives. */
function faultIn<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  verdict: Verdict<State>,
): string | null {
  if (verdict.kind === 'ok') return findFaultInOrders(model, history, verdict.orders, true);
  if (verdict.kind !== 'illegal') return 'undecided';
  if (verdict.prefix.some(({ operation }) => operation === verdict.blocked)) return 'the blocked operation is placed';
  return findFaultInOrders(model, history, [{ key: verdict.key, order: verdict.prefix }], false);
}

function disagrees<State, Input, Output>(
  mutant: Mutant,
  model: Model<State, Input, Output>,
  { history, isLegal }: Trial<Input, Output>,
): boolean {
  try {
    const kind = mutant.told === undefined ? judgeByMutant(mutant, model, history) : judgeAsTold(toldBy(mutant.told, model), history);
    return kind !== 'open' && (kind === 'ok') !== isLegal();
  } catch (error) {
    // A model that breaks its promise to be pure is caught in the act.
    expect(error).toBeInstanceOf(AssertionFailure);
    return true;
  }
}

function judgeByMutant<State, Input, Output>(
  mutant: Mutant,
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
): Verdict<State>['kind'] {
  const wrongModel = mutant.model?.(model) ?? model;
  const wrongHistory = mutant.history?.(history) ?? history;
  const parts = partition(wrongModel, wrongHistory).map(([key, sources]): Part<State, Input, Output> => {
    const problem = prepare(wrongModel, wrongHistory, sources);
    return { key, problem: mutant.problem?.(problem) ?? problem };
  });
  return decide(parts, 100_000).kind;
}

function toldBy<State, Input, Output>(told: NonNullable<Mutant['told']>, model: Model<State, Input, Output>): Model<State, Input, Output> {
  return {
    ...model,
    asRegister: (operations) =>
      model.asRegister?.(operations)?.map((way) => ({ ...way, steps: way.steps.map((step, i) => told(step, operations[i]?.return !== null)) })) ?? null,
  };
}

const subjects: readonly Subject[] = [
  subject(models.register, registerRepertoire),
  subject({ ...models.register, name: 'a register of two values' }, repetitiveRepertoire),
  subject({ ...models.register, name: 'a register of many values' }, variedRepertoire),
  subject(models.kv, appendKvRepertoire),
  subject({ ...models.kv, name: 'strings of many tokens' }, tokenRepertoire),
  subject({ ...models.kv, name: 'strings of a few tokens' }, appendRepertoire),
  subject(models.kvv, versionedKvRepertoire),
  subject(models.lock, lockRepertoire),
  subject(models.lease, leaseRepertoire),
  subject(models.set, setRepertoire),
  subject(models.queue, queueRepertoire),
  subject(models.stack, stackRepertoire),
  subject(models.counter, counterRepertoire),
  subject(models.store, storeRepertoire),
  subject(bag, bagRepertoire),
];

const toldAsRegister = ['register', 'a register of many values', 'kv', 'strings of many tokens', 'strings of a few tokens', 'kvv', 'set', 'queue'];

describe('the checker and brute force', () => {
  it.each(subjects)('agree on random histories of $name, with both verdicts well represented', ({ name, tally }) => {
    const { ok, illegal, unanswered, concurrent, inReturnOrder, settled } = tally(historiesPerModel, 7);
    expect(ok + illegal).toBe(historiesPerModel);
    expect(ok / historiesPerModel).toBeGreaterThan(0.25);
    expect(illegal / historiesPerModel).toBeGreaterThan(0.15);
    expect(unanswered / historiesPerModel).toBeGreaterThan(0.25);
    expect(concurrent / historiesPerModel).toBeGreaterThan(0.5);
    expect(inReturnOrder / historiesPerModel).toBeGreaterThan(0.05);
    if (toldAsRegister.includes(name)) expect(settled / historiesPerModel).toBeGreaterThan(0.15);
  }, 600_000);
});

/** The checker with one thing wrong. */
const mutants: readonly Mutant[] = [
  { name: 'ignores unanswered operations', history: (history) => history.filter((operation) => operation.return !== null) },
  { name: 'drops the last operation', history: (history) => history.slice(0, -1) },
  { name: 'takes operations that touch at one stamp for one after the other', history: (history) => history.map(calledLater) },
  { name: 'lets operations overlap that miss each other by one', history: (history) => history.map(returnedLater) },
  { name: 'forgets the state of a configuration', model: (model) => ({ ...model, stateKey: () => 0 }) },
  { name: 'takes every unanswered operation for pure', model: (model) => ({ ...model, isPure: (_, output) => output === null }) },
  { name: 'takes every answered operation for pure', model: (model) => ({ ...model, isPure: (_, output) => output !== null }) },
  {
    name: 'gives up states that could still lead on',
    model: (model) => ({ ...model, canLeadTo: (state, input, output) => model.step(state, input, output).length > 0 }),
  },
  { name: 'takes every operation for one that overwrites', model: (model) => ({ ...model, overwrites: () => true }) },
  { name: 'does not tell keys apart', model: (model) => ({ ...model, partition: () => '' }) },
  { name: 'gives all open operations one bit', problem: (problem) => ({ ...problem, word: problem.word.map(() => 0), bit: problem.bit.map(() => 1) }) },
  { name: 'puts nested operations of one kind in order', problem: (problem) => ({ ...problem, twin: previousOfKind(problem.kind) }) },
  { name: 'uses unanswered operations before their call', problem: (problem) => ({ ...problem, optional: problem.optional.map((each) => ({ ...each, calls: each.calls.map(() => -Infinity) })) }) },
  { name: 'uses one unanswered operation of each kind', problem: (problem) => ({ ...problem, optional: problem.optional.map((each) => ({ ...each, calls: each.calls.slice(0, 1) })) }) },
];

/** The same for what is decided without a search. */
const toldMutants: readonly Mutant[] = [
  { name: 'takes compare-and-set for a write', told: (step) => (step?.kind === 'update' ? { kind: 'write', value: step.to } : step) },
  { name: 'takes a write for compare-and-set', told: (step) => (step?.kind === 'write' ? { kind: 'update', from: 'nothing', to: step.value } : step) },
  { name: 'forgets what missed', told: (step) => (step?.kind === 'miss' ? null : step) },
  { name: 'forgets what was read', told: (step) => (step?.kind === 'read' ? null : step) },
  { name: 'lets unanswered operations have no effect', told: (step, isAnswered) => (isAnswered ? step : null) },
  { name: 'takes impossible answers for nothing', told: (step) => (step?.kind === 'impossible' ? null : step) },
  { name: 'takes different values for one', told: (step) => (step?.kind === 'write' || step?.kind === 'read' ? { ...step, value: collide(step.value) } : step) },
];

const collide = (value: ValueName): ValueName => (typeof value === 'number' && value > 0 ? 1 : value);

type AnyOperation = Operation<unknown, unknown>;

const calledLater = <O extends AnyOperation>(operation: O): O =>
  operation.return === null ? operation : { ...operation, call: 2 * operation.call + 1, return: Math.max(2 * operation.return, 2 * operation.call + 1) };
const returnedLater = <O extends AnyOperation>(operation: O): O =>
  operation.return === null ? operation : { ...operation, return: operation.return + 1 };
const previousOfKind = (kind: Int32Array): Int32Array =>
  kind.map((own, operation) => kind.subarray(0, operation).lastIndexOf(own));

describe('a checker with one thing wrong', () => {
  it('is the checker when nothing is wrong', () => {
    for (const { kills } of subjects) expect(kills({ name: 'nothing' }, 500)).toBe(false);
  });

  it.each([...mutants, ...toldMutants])('disagrees with brute force if it $name', (mutant) => {
    expect(subjects.some(({ kills }) => kills(mutant, 3_000))).toBe(true);
  });
});
