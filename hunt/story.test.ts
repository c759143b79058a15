import { describe, expect, test } from 'vitest';
import type { Scenario } from '../scenarios/scenario.ts';
import { drawPlan, runSeed } from './run.ts';
import { shrink } from './shrink.ts';
import { tell, type Story } from './story.ts';
import { noting, startToy, tick, toy } from './testing/toy.ts';

const seed = 11;
const told = (scenario: Scenario, checked = false): Story => tell(scenario, seed, drawPlan(scenario, seed), null, { checked });

describe('the story of a step that throws', () => {
  const failing = (): Scenario =>
    noting(({ count }) => {
      if (count === 2) throw new RangeError('lost\nin the woods');
      return count;
    });

  test('ends with that step, under the number that the failure names', () => {
    const { lines, report } = told(failing());
    const last = lines.at(-1);
    expect(last).toMatchObject({ step: report.failure?.step, time: report.failure?.time, who: `s${report.failure?.node}`, text: 'timer tick  =>  throws RangeError: lost' });
    expect(last?.step).toBe(report.steps + 1);
    expect(report.hash, 'telling changes nothing').toBe(runSeed(failing(), seed).hash);
  });

  test('ends with the start of a node, where that throws', () => {
    const scenario = toy((state) => tick(state, 0), (self) => {
      if (self === 1) throw new TypeError('not today');
      return startToy(self);
    });
    const { lines, report } = told(scenario);
    expect(lines.at(-1)).toEqual({ step: 2, time: 0, who: 's1', text: 'starts  =>  throws TypeError: not today' });
    expect(report.failure?.step).toBe(2);
  });
});

describe('a node that writes to its input', () => {
  const impure = (): Scenario => noting(({ items, count }) => (count === 2 ? items.push(1) : 0));

  test('is told to the step that does it, where every step is checked', () => {
    const { lines, report } = told(impure(), true);
    expect(report.failure).toMatchObject({ kind: 'nondeterminism', step: report.steps + 1 });
    expect(lines.at(-1)).toMatchObject({ step: report.steps + 1, text: "timer tick  =>  breaks the law 'nothing given to a step or returned by it is changed in place'" });
  });

  test('still fails, and can be shrunk, where every run is checked', () => {
    const failing = runSeed(impure(), seed, { checked: true });
    expect(shrink(impure(), failing, { checked: true })).toMatchObject({ isMinimal: true, report: { failure: { property: failing.failure?.property } } });
  });

  test('is shown with its line, even where it writes to bytes, which no engine freezes', () => {
    const writing = noting(({ bytes, count }) => {
      if (count === 2) bytes.fill(count);
      return 0;
    });
    const { failure } = runSeed(writing, seed, { checked: true });
    expect(failure?.message).toContain('it changes state.bytes[0] in place');
    expect(failure?.stack).toContain('story.test.ts');
  });
});
