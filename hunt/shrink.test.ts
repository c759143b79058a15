import { describe, expect, test } from 'vitest';
import { signatureOf } from '../sim/hosts/failure.ts';
import { movesOfPlan, weightOf } from '../properties/schedules/plan-size.ts';
import { allBuiltins } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { findMutant } from './testing/planted.ts';
import { drawPlan, runPlan, runSeed } from './run.ts';
import { shrink } from './shrink.ts';

const catalogue = await allBuiltins();

function scenarioNamed(name: string): Scenario {
  const scenario = catalogue[name];
  if (scenario === undefined) throw new RangeError(name);
  return scenario;
}

/** The first seed that fails with this bug. */
function firstFailure(scenario: Scenario, id: string): Report {
  for (let seed = 0; seed < 3_000; seed++) {
    const report = runSeed(scenario, seed, { mutant: findMutant(id) });
    if (report.failure !== null) return report;
  }
  throw new RangeError(`${id} was not found`);
}

const nameOfFailure = ({ failure }: Report): string => (failure === null ? 'none' : signatureOf(failure));

describe('shrinking', () => {
  test.each([
    ['kv/versioned', 'KV-12'],
    ['kv/append', 'KV-03'],
    ['lock/contended', 'LOCK-10'],
    ['raft/swarm-three', 'RAFT-STORE-01'],
  ])('in %s, %s: no success makes the plan heavier, each fails in the same way, and the last one does so again', (name, id) => {
    const scenario = scenarioNamed(name);
    const mutant = findMutant(id);
    const failing = firstFailure(scenario, id);
    const weights = [Infinity];
    const progress = (best: Report): void => {
      weights.push(weightOf(best.plan));
      expect(nameOfFailure(best)).toBe(nameOfFailure(failing));
    };
    const { report, isMinimal } = shrink(scenario, failing, { mutant, progress });
    // The first step writes down what chance did, and may so make the plan longer.
    expect(weights.slice(1)).toEqual(weights.slice(1).toSorted((a, b) => b - a));
    expect(isMinimal).toBe(true);
    expect(runPlan(scenario, report.seed, report.plan, { mutant })).toMatchObject({ hash: report.hash, failure: report.failure });
  }, 300_000);

  test('is deterministic', () => {
    const scenario = scenarioNamed('kv/versioned');
    const mutant = findMutant('KV-12');
    const [one, other] = [0, 1].map(() => shrink(scenario, firstFailure(scenario, 'KV-12'), { mutant }));
    expect(one).toEqual(other);
  });

  test('a bug that comes with time alone needs nobody who asks for anything', () => {
    const scenario = scenarioNamed('raft/five-servers');
    const mutant = findMutant('RAFT-ELECT-57');
    const { report } = shrink(scenario, firstFailure(scenario, 'RAFT-ELECT-57'), { mutant });
    expect(movesOfPlan(report.plan)).toBe(0);
    expect(report.plan.lasts).toBeGreaterThan(0);
  });

  test('leaves the correct code correct: the smallest plan passes without the mutant', () => {
    const scenario = scenarioNamed('raft/five-servers');
    const { report } = shrink(scenario, firstFailure(scenario, 'RAFT-ELECT-57'), { mutant: findMutant('RAFT-ELECT-57') });
    expect(runPlan(scenario, report.seed, report.plan).failure).toBeNull();
  });

  test('stops where it is told to', () => {
    const scenario = scenarioNamed('kv/versioned');
    const failing = firstFailure(scenario, 'KV-12');
    expect(shrink(scenario, failing, { mutant: findMutant('KV-12'), runs: 3 })).toMatchObject({ isMinimal: false, runs: expect.toSatisfy((runs: number) => runs <= 4) });
    expect(shrink(scenario, failing, { mutant: findMutant('KV-12'), isStopped: () => true }).isMinimal).toBe(false);
    expect(drawPlan(scenario, failing.seed)).toEqual(failing.plan);
  });
});
