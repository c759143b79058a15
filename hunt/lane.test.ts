import { describe, expect, test } from 'vitest';
import { noCounts } from '../sim/world/counters.ts';
import type { CampaignOptions } from './campaign-options.ts';
import { Lane, nextLane } from './lane.ts';
import type { RangeResult, TaskOf } from './tasks.ts';

const options: CampaignOptions = {
  refs: [],
  seeds: null,
  sparesHeavy: true,
  milliseconds: 1_000,
  from: 5,
  workers: 1,
  patience: 1_000,
  mutant: null,
  strategy: 'guided',
  checkEvery: 0,
  bail: 'never',
  shrinkRuns: 0,
  kept: [],
  keep: () => '',
};

function laneOf(name: string, { draws = false, isLab = false, nodes = 5 }: { readonly draws?: boolean; readonly isLab?: boolean; readonly nodes?: number } = {}): Lane {
  const facts = { kind: 'inspect', title: name, heavy: false, draws, nodes, isLab, protocols: [], situations: [], properties: [] } as const;
  return new Lane({ kind: 'builtin', name, codeHash: '' }, facts, options, 0);
}

/** A run takes 10 ms. */
function ran({ from, milliseconds, begins }: TaskOf<'range'>, choices: number): RangeResult {
  const runs = Math.max(1, Math.floor(milliseconds / 10));
  const spent = { milliseconds: 10 * runs, cpuMilliseconds: 10 * runs };
  return { kind: 'range', from, runs, runsBy: { guided: runs }, steps: runs, checked: 0, ...spent, situations: [], counters: { ...noCounts(), choices }, memory: null, sightings: null, slowest: { seed: from, begins, milliseconds: 10, steps: 1 }, failures: [] };
}

/** The names of the scenarios whose turn it is, one after the other. Scripts choose in those that are called so. */
function turns(lanes: readonly Lane[], count: number, bail = true): readonly string[] {
  return Array.from({ length: count }, () => {
    const lane = nextLane(lanes, bail);
    if (lane === null) return 'none';
    const task = lane.take();
    lane.absorb(task, ran(task, lane.name.startsWith('chooses') ? 3 : 0));
    return lane.name;
  });
}

describe('the time of a campaign', () => {
  test('until all stories have been told once, each by one run, they get half of it, and what draws faults the other half', () => {
    const lanes = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => laneOf(name)).concat(laneOf('draws', { draws: true }), laneOf('draws, too', { draws: true }));
    expect(turns(lanes, 10)).toEqual(['draws', 'a', 'b', 'draws, too', 'c', 'd', 'draws', 'e', 'f', 'draws, too']);
    expect(lanes.slice(0, 6).map(({ runs }) => runs)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('then whatever draws faults, or chooses what it tells, has as much as any other; the rest, and the tests of labs, next to nothing', () => {
    const lanes = [laneOf('draws', { draws: true }), laneOf('chooses'), laneOf('tells the same'), laneOf('chooses in a lab', { isLab: true })];
    turns(lanes, 400);
    const [draws = 0, chooses = 0, same = 0, lab = 0] = lanes.map(({ spent }) => spent);
    expect(chooses / draws).toBeGreaterThan(0.95);
    expect(chooses / draws).toBeLessThan(1.05);
    expect(same / draws).toBeLessThan(0.05);
    expect(lab / draws).toBeLessThan(0.05);
  });

  test('where the first failure does not end it, each scenario is looked at before any is searched', () => {
    const lanes = ['a', 'b', 'c'].map((name) => laneOf(name)).concat(laneOf('draws', { draws: true }));
    expect(turns(lanes, 4, false)).toEqual(['a', 'b', 'c', 'draws']);
  });

  test('of those whose turn it is, the one with the fewest nodes', () => {
    const lanes = [laneOf('large', { nodes: 15 }), laneOf('small', { nodes: 2 }), laneOf('large, drawn', { draws: true, nodes: 15 }), laneOf('small, drawn', { draws: true, nodes: 3 })];
    expect(turns(lanes, 5)).toEqual(['small, drawn', 'small', 'large', 'large, drawn', 'small, drawn']);
  });

  test('stories alone are told in turn', () => {
    expect(turns([laneOf('a'), laneOf('b')], 3)).toEqual(['a', 'b', 'a']);
  });

  test('a slow seed knows where its block began', () => {
    const lane = laneOf('draws', { draws: true });
    turns([lane], 5);
    expect(lane.runs).toBeGreaterThan(10);
    expect(lane.slowest.map(({ begins }) => begins)).toEqual(lane.slowest.map(() => 5));
  });
});
