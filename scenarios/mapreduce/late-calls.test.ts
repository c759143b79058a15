import { expect, test } from 'vitest';
import { emptyPlan } from '../../sim/world/plan.ts';
import { ScenarioRun } from '../setup.ts';
import grep from './grep.ts';

test('a coordinator that has started again does not know which calls it has heard: what went to a copy of an old one may be handed out again', () => {
  // Seed 86, shrunk: the copies of two calls of node 4 come after the restart, the older one first.
  const plan = {
    ...emptyPlan,
    network: { latencyMin: 100, latencyMax: 1_000, pairBias: 5_000, tail: 0, tailMax: 1_000_000, loss: 0, duplicate: 0, replay: 0, replayMax: 1_000_000, reorder: false, queueLimit: null, bandwidth: null },
    disk: { syncMin: 50, syncMax: 500 },
    faults: [
      { trigger: { kind: 'time', at: 10_000 }, fault: { kind: 'slowNode', node: 4, lag: 52_000, lasts: 959_000 } },
      { trigger: { kind: 'time', at: 741_000 }, fault: { kind: 'fullRestart', down: 627, power: { survivors: 0, torn: false } } },
    ],
    deviations: [
      { kind: 'copy', message: -1_937_024_459, after: 328_906 },
      { kind: 'copy', message: 618_739_618, after: 140_312 },
    ],
    lasts: 831_000,
  } as const;
  const { failure, counters } = new ScenarioRun(grep, { seed: 86, plan }).run();
  expect([failure, counters.replayed]).toEqual([null, 2]);
});
