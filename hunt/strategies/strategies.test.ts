import { describe, expect, test } from 'vitest';
import append from '../../scenarios/kv/append.ts';
import fencing from '../../scenarios/lock/fencing.ts';
import paper from '../../scenarios/mapreduce/paper.ts';
import figure8 from '../../scenarios/raft/figure-8.ts';
import swarmThree from '../../scenarios/raft/swarm-three.ts';
import upgrade from '../../scenarios/raft/upgrade.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { findMisfit } from '../../sim/world/plan-shape.ts';
import type { Plan, PlannedFault } from '../../sim/world/plan.ts';
import { drawPlan, runPlan } from '../run.ts';
import { sumBy } from './by-strategy.ts';
import { Coverage } from './coverage.ts';
import { strategyOf } from './index.ts';
import { beginningWith, strategyNames, type DrawnRun, type Memory, type Strategy, type StrategyName, type Trial } from './strategy.ts';

const scenarios: Readonly<Record<string, Scenario>> = { append, fencing, paper, figure8, swarmThree, upgrade };
const names = Object.keys(scenarios);

/** Chooses runs without making them: each shows what its seed says, every third one something new. */
function trials(strategy: Strategy, from: number, count: number): readonly Trial[] {
  return Array.from({ length: count }, (_, i) => {
    const trial = strategy.next(from + i);
    strategy.learn(trial, new Set((from + i) % 3 === 0 ? [from + i, 1] : [1]));
    return trial;
  });
}

const planned = (name: StrategyName, scenario: Scenario, count = 40): readonly Plan[] => trials(strategyOf(name, scenario), 0, count).map(({ plan }) => plan);

const struck = (plans: readonly Plan[]): readonly PlannedFault[] => plans.flatMap(({ faults }) => faults);

describe.each(strategyNames)('the strategy %s', (name) => {
  test.each(names)('plans only what %s has, and lets only those faults strike that it draws', (which) => {
    const scenario = scenarios[which] ?? append;
    const clients = scenario.clients({}).length;
    const size = { nodes: scenario.servers({}).length + clients, clients, scripts: scenario.scripts.length };
    const { families = [], most = 0 } = scenario.swarm ?? {};
    for (const plan of planned(name, scenario, 20)) {
      expect(findMisfit(plan, size)).toBeNull();
      expect(plan.deviations).toEqual([]);
      expect(plan.faults.slice(0, scenario.faults.length)).toEqual(scenario.faults);
      const drawn = plan.faults.slice(scenario.faults.length);
      expect(drawn.map(({ fault }) => fault.kind).filter((kind) => !families.includes(kind))).toEqual([]);
      expect(drawn.length).toBeLessThanOrEqual(most);
    }
  });

  test('makes the same runs of the same seeds, wherever it goes on', () => {
    const whole = trials(strategyOf(name, swarmThree), 100, 40);
    const begun = strategyOf(name, swarmThree);
    const first = trials(begun, 100, 17);
    const memory: Memory = structuredClone(begun.memory);
    const rest = trials(strategyOf(name, swarmThree, memory), 117, 23);
    expect([...first, ...rest]).toEqual(whole);
  });

  test('makes the distilled runs first, every other one, if it learns', () => {
    const first: readonly DrawnRun[] = [{ by: 'uniform', seed: 900 }, { by: 'pct', seed: 901 }, { by: 'swarm', seed: 902 }];
    const made = trials(strategyOf(name, swarmThree, beginningWith({ path: 'few.json', first })), 100, 40);
    const chosen = first.map(({ by, seed }) => strategyOf(by, swarmThree).next(seed).plan);
    const at = chosen.map((plan) => made.findIndex((trial) => JSON.stringify(trial.plan) === JSON.stringify(plan)));
    if (name === 'guided' || name === 'portfolio') expect(at).toEqual([0, 2, 4]);
    else expect(made).toEqual(trials(strategyOf(name, swarmThree), 100, 40));
  });

  test('makes the same runs of the same seeds with distilled ones, wherever it goes on', () => {
    const memory = beginningWith({ path: 'few.json', first: [7, 8, 9, 10].map((seed) => ({ by: 'all-on', seed })) });
    const whole = trials(strategyOf(name, append, memory), 0, 20);
    const begun = strategyOf(name, append, memory);
    const before = trials(begun, 0, 3);
    expect([...before, ...trials(strategyOf(name, append, structuredClone(begun.memory)), 3, 17)]).toEqual(whole);
  });

  test('tells a story in which nothing is drawn as its seeds do', () => {
    expect(planned(name, figure8, 3)).toEqual([0, 1, 2].map((seed) => drawPlan(figure8, seed)));
  });
});

describe('who chose a run', () => {
  test.each(strategyNames.filter((name) => name !== 'portfolio'))('%s says so of all its runs, also of those that it draws afresh', (name) => {
    expect(new Set(trials(strategyOf(name, swarmThree), 0, 40).map(({ by }) => by))).toEqual(new Set([name]));
  });

  test('each member of the portfolio is named, as often as its share is', () => {
    const made = trials(strategyOf('portfolio', swarmThree), 0, 40);
    expect(sumBy(made.map(({ by }) => ({ [by]: 1 })))).toEqual({ swarm: 8, uniform: 8, milestones: 8, 'all-on': 8, guided: 4, pct: 4 });
  });
});

describe('all faults on', () => {
  test('all plans have the same network and as many faults, and all families come', () => {
    const plans = planned('uniform', upgrade);
    expect(new Set(plans.map(({ network }) => JSON.stringify(network))).size).toBe(1);
    expect(new Set(plans.map(({ faults }) => faults.length))).toEqual(new Set([upgrade.swarm?.most]));
    expect(plans[0]?.network).toMatchObject({ loss: 50, duplicate: 50, tail: 20, replay: 20, reorder: true });
    expect(new Set(struck(plans).map(({ fault }) => fault.kind)).size).toBe(upgrade.swarm?.families.filter((family) => struck(plans).some(({ fault }) => fault.kind === family)).length);
    expect(struck(plans).filter(({ trigger }) => trigger.kind !== 'time')).toEqual([]);
  });
});

describe('milestones', () => {
  test('are what nearly all faults wait for, few in each plan', () => {
    const plans = planned('milestones', upgrade, 200);
    const faults = struck(plans);
    expect(faults.filter(({ trigger }) => trigger.kind === 'milestone').length / faults.length).toBeGreaterThan(0.85);
    expect(faults.length / plans.length).toBeLessThan(3.5);
  });

  test('are those of the protocol, not only those that the scenario names', () => {
    const hit = new Set(struck(planned('milestones', fencing, 200)).flatMap(({ trigger }) => (trigger.kind === 'milestone' ? [trigger.name] : [])));
    expect(hit.size).toBeGreaterThan(3);
  });
});

describe('priorities with change points', () => {
  const plans = planned('pct', upgrade, 200);
  const lags = (plan: Plan): readonly number[] => plan.faults.flatMap(({ trigger, fault }) => (fault.kind === 'slowNode' && trigger.kind === 'time' && trigger.at === 0 ? [fault.lag] : []));
  const falls = (plan: Plan): readonly PlannedFault[] => plan.faults.filter(({ fault }) => fault.kind === 'pause' || fault.kind === 'clog');

  test('each node has a priority of its own, the highest lags not at all ("initial priority values d, d+1, ..., d+n")', () => {
    const ranked = plans.filter((plan) => lags(plan).length > 0);
    expect(ranked.length).toBeGreaterThan(50);
    for (const plan of ranked) {
      const nodes = plan.faults.flatMap(({ fault }) => (fault.kind === 'slowNode' ? [fault.node] : []));
      expect(new Set(nodes).size).toBe(nodes.length);
      expect(lags(plan).toSorted((a, b) => b - a)).toEqual(lags(plan));
    }
  });

  test('at one to four moments a node or a link falls below all others ("change points")', () => {
    expect(new Set(plans.map((plan) => falls(plan).length))).toEqual(new Set([1, 2, 3, 4]));
    expect(plans.flatMap(falls).filter(({ trigger }) => trigger.kind !== 'time')).toEqual([]);
  });

  test('luck decides nothing else: all messages take the same time', () => {
    expect(plans.filter(({ network }) => network.latencyMin !== network.latencyMax || network.loss + network.duplicate + network.tail > 0)).toEqual([]);
  });
});

describe('guided search', () => {
  test('changes plans that showed something new, and often keeps their seed', () => {
    const made = trials(strategyOf('guided', swarmThree), 0, 100);
    const again = made.filter(({ seed }, i) => seed !== i);
    expect(again.length).toBeGreaterThan(15);
    expect(new Set(made.map(({ plan }) => JSON.stringify(plan))).size).toBeGreaterThan(85);
  });

  test('forgets, so that it stays small', () => {
    const strategy = strategyOf('guided', append);
    trials(strategy, 0, 400);
    expect(strategy.memory?.kept.length).toBe(64);
  });
});

describe('coverage', () => {
  const shownBy = (seed: number): ReadonlySet<number> => {
    const coverage = new Coverage();
    runPlan(swarmThree, seed, drawPlan(swarmThree, seed), { onlooker: coverage, recorder: coverage });
    return coverage.features;
  };

  test('is the same for the same run, another one for another, and changes no run', () => {
    expect(shownBy(3)).toEqual(shownBy(3));
    expect(shownBy(3)).not.toEqual(shownBy(4));
    const coverage = new Coverage();
    const watched = runPlan(swarmThree, 3, drawPlan(swarmThree, 3), { onlooker: coverage, recorder: coverage });
    expect(watched.hash).toBe(runPlan(swarmThree, 3, drawPlan(swarmThree, 3)).hash);
  });
});
