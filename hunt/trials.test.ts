import { beforeAll, describe, expect, test } from 'vitest';
import type { Mutant } from '../sim/core/mutant.ts';
import { always } from '../properties/property.ts';
import { builtin } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { findMutant } from './find-mutant.ts';
import { drawPlan, runPlan, runSeed } from './run.ts';
import { SmallestRun } from './smallest-run.ts';
import { noting, type ToyState } from './testing/toy.ts';
import { Trials } from './trials.ts';

let scenario: Scenario;
let failing: Report;
let mutant: Mutant;

beforeAll(async () => {
  mutant = await findMutant('RAFT-STORE-01');
  scenario = await builtin('raft/five-servers');
  // The first seed fails.
  failing = runSeed(scenario, 0, { mutant });
});

describe('a look', () => {
  test('sees what the whole run shows, with nothing but the property that failed', () => {
    const trials = new Trials(scenario, failing.failure, { mutant });
    expect(trials.look(failing.seed, failing.plan)).toBe('same');
    expect(trials.whole(failing.seed, failing.plan)).toMatchObject({ hash: failing.hash, failure: failing.failure });
  });

  test('is the same where the whole run is, in runs that fail in this way, in another, and not at all', async () => {
    const [rare, versioned] = [await findMutant('KV-12'), await builtin('kv/versioned')];
    const runs = Array.from({ length: 40 }, (_, seed) => runSeed(versioned, seed, { mutant: rare }));
    const first = runs.find(({ failure }) => failure !== null);
    const trials = new Trials(versioned, first?.failure ?? null, { mutant: rare });
    const looks = runs.map(({ seed, plan }) => trials.look(seed, plan));
    expect(new Set(looks).size).toBeGreaterThan(1);
    for (const [seed, { plan }] of runs.entries()) expect(trials.whole(seed, plan) !== null).toBe(looks[seed] === 'same');
  });

  test('of too few steps is cut short, which proves nothing', () => {
    const trials = new Trials(scenario, failing.failure, { mutant });
    expect(trials.look(failing.seed, failing.plan, failing.steps - 2)).toBe('cut');
    expect(trials.runs).toBe(1);
    expect(trials.spent).toBeGreaterThan(failing.steps - 3);
  });

  test('passes where the code is correct', () => {
    expect(new Trials(scenario, failing.failure, {}).look(failing.seed, failing.plan)).toBe('other');
  });
});

describe('a look at what never happens', () => {
  let append: Scenario;
  let stuck: Report;
  let lost: Mutant;

  beforeAll(async () => {
    lost = await findMutant('KV-25');
    append = await builtin('kv/append');
    stuck = runSeed(append, 5, { mutant: lost });
  });

  test('waits for a part of the time, and the whole run for all of it', () => {
    expect(stuck.failure).toMatchObject({ kind: 'liveness', property: 'every call returns' });
    const trials = new Trials(append, stuck.failure, { mutant: lost });
    const { look, report } = trials.glance(stuck.seed, stuck.plan);
    expect(look).toBe('same');
    expect(report.time).toBeLessThan(stuck.time);
    expect(trials.whole(stuck.seed, stuck.plan)).toMatchObject({ hash: stuck.hash, failure: stuck.failure });
  });

  test('refutes nothing that fails', () => {
    const trials = new Trials(append, stuck.failure, { mutant: lost });
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    const failing = seeds.filter((seed) => trials.whole(seed, drawPlan(append, seed)) !== null);
    expect(failing.length).toBeGreaterThan(0);
    for (const seed of failing) expect(trials.look(seed, drawPlan(append, seed))).toBe('same');
  });
});

describe('looks learn', () => {
  /** Two servers count their ticks; the lower bound is broken first. */
  const counting: Scenario = {
    ...noting(() => null),
    properties: [always('at most three', 'server', ({ count }: ToyState) => count <= 3), always('at most five', 'server', ({ count }: ToyState) => count <= 5)],
  };

  test('what is broken instead, from the whole run that shows it', () => {
    const { plan, failure } = runSeed(counting, 0);
    expect(failure?.property).toBe('at most three');
    const trials = new Trials(counting, failure === null ? null : { ...failure, property: 'at most five' }, {});
    expect(trials.look(0, plan)).toBe('same');
    expect(trials.whole(0, plan)).toBeNull();
    expect(trials.lessons).toBe(1);
    expect(trials.look(0, plan)).toBe('other');
    expect(trials.whole(0, plan), 'nothing more to learn').toBeNull();
    expect(trials.lessons).toBe(1);
  });

  test('and hasty work is done again with what they know', () => {
    const report = runSeed(counting, 0);
    const trials = new Trials(counting, report.failure === null ? null : { ...report.failure, property: 'at most five' }, {});
    const sure: Report[] = [];
    const smallest = new SmallestRun(report, trials, counting.limits.steps, (run) => sure.push(run));
    let times = 0;
    smallest.hastily(() => {
      times++;
      smallest.accepts({ ...report.plan, lasts: 50_000 });
    });
    expect(times, 'by looks, and by looks that know more').toBe(2);
    expect(smallest.report).toBe(report);
    expect(sure).toEqual([]);
  });
});

test('what was done in haste is sure in the end, and told once', () => {
  const trials = new Trials(scenario, failing.failure, { mutant });
  const sure: Report[] = [];
  const smallest = new SmallestRun(failing, trials, scenario.limits.steps, (run) => sure.push(run));
  smallest.hastily(() => {
    for (let i = failing.plan.faults.length; i > 0; i--) smallest.accepts({ ...smallest.plan, faults: smallest.plan.faults.slice(0, i - 1) });
  });
  expect(sure).toEqual([smallest.report]);
  expect(runPlan(scenario, failing.seed, smallest.plan, { mutant })).toMatchObject({ hash: smallest.report.hash, failure: { property: failing.failure?.property } });
});
