import { expect, test } from 'vitest';
import { emptyPlan, type Plan } from '../../sim/world/plan.ts';
import { ScenarioRun } from '../setup.ts';
import shared from './shared.ts';

test('a worker that was taken for dead is heard of again: what was taken from it may be handed to another one, though it lives', () => {
  // Seed 1009, shrunk: the pings of two workers do not come through for a while.
  const plan: Plan = {
    ...emptyPlan,
    network: { latencyMin: 1, latencyMax: 25_495, pairBias: 0, tail: 0, tailMax: 2_964_995, loss: 0, duplicate: 0, replay: 0, replayMax: 3_370_984, reorder: false, queueLimit: null, bandwidth: null },
    faults: [{ trigger: { kind: 'time', at: 15_000 }, fault: { kind: 'oneWay', from: [0], to: [2, 4], lasts: 1_442_000 } }],
    knobs: { slowness: 40, pings: 1, backups: 0, compactAbove: 2, compactFiles: 20, writeBackWithin: 1_000 },
    lasts: 1_000_000,
  };
  expect(new ScenarioRun(shared, { seed: 1577, plan }).run().failure).toBeNull();
});
