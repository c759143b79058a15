import { describe, expect, test } from 'vitest';
import { blame } from './blame.ts';
import { sentenceOf } from './blame-words.ts';
import { runPlan } from '../run.ts';
import { servesWhatIsLost, takesMaybeForOk } from '../testing/known-bugs.ts';
import { when } from './when.ts';

const lost = await servesWhatIsLost();
const maybe = await takesMaybeForOk();

describe('blame', () => {
  const failing = runPlan(lost.scenario, 671, lost.plan, { mutant: lost.mutant });
  const judged = blame(lost.scenario, failing, { mutant: lost.mutant, runs: 300 });
  const guiltOf = (word: string): readonly string[] => judged.charges.filter(({ clause }) => clause.includes(word)).map(({ guilt }) => guilt);

  test('finds necessary what must be there, also where all else is drawn anew', () => {
    expect(failing.failure).toMatchObject({ kind: 'notLinearizable' });
    expect(guiltOf('sync')).toEqual(['necessary']);
    expect(guiltOf('lost power')).toEqual(['necessary']);
    expect(guiltOf('asked put')).toEqual(['necessary', 'necessary']);
  });

  test('acquits what the failure does not need', () => {
    expect(guiltOf('stood still')).toEqual(['innocent']);
  });

  test('says so in a sentence', () => {
    expect(sentenceOf(judged)).toMatch(/^It fails only because s0 had 3 syncs that failed at 35 ms, all servers lost power at 431 ms for 13 ms, c4 asked put\{/);
    expect(sentenceOf(judged)).not.toContain('stood still');
  });

  test('says the same again, and ends with its budget', () => {
    expect(blame(lost.scenario, failing, { mutant: lost.mutant, runs: 300 })).toEqual(judged);
    expect(judged.runs).toBeLessThanOrEqual(300);
    expect(blame(lost.scenario, failing, { mutant: lost.mutant, runs: 2 })).toMatchObject({ runs: 2, isCutShort: true });
  });
});

describe('when', () => {
  /** A seed under which this fails: about every second one does. */
  const seed = Array.from({ length: 40 }, (_, i) => i).find((candidate) => runPlan(maybe.scenario, candidate, maybe.plan, { mutant: maybe.mutant }).failure?.kind === 'notLinearizable') ?? 0;
  const failing = runPlan(maybe.scenario, seed, maybe.plan, { mutant: maybe.mutant });
  const curve = when(maybe.scenario, failing, { mutant: maybe.mutant, runs: 800 });

  test('finds the one step at which the probability jumps', () => {
    const { jump, moments } = curve;
    expect(jump).not.toBeNull();
    if (jump === null) return;
    expect(jump.to.step - jump.from.step).toBe(1);
    expect(jump.to.share.low).toBeGreaterThan(jump.from.share.high);
    expect(moments.at(-1)?.share).toMatchObject({ high: 1 });
    expect(moments.map(({ step }) => step)).toEqual(moments.map(({ step }) => step).toSorted((a, b) => a - b));
  });

  test('spends its runs where the curve rises, and no more than it may', () => {
    const { jump, moments, runs } = curve;
    expect(runs).toBeLessThanOrEqual(800);
    expect(jump?.to.share.runs).toBe(Math.max(...moments.map(({ share }) => share.runs)));
  });

  test('draws the same again', () => {
    expect(when(maybe.scenario, failing, { mutant: maybe.mutant, runs: 800 })).toEqual(curve);
  });

  test('has no jump where the plan alone decides', () => {
    const certain = runPlan(lost.scenario, 671, lost.plan, { mutant: lost.mutant });
    expect(when(lost.scenario, certain, { mutant: lost.mutant, runs: 60 })).toMatchObject({ jump: null });
  });
});
