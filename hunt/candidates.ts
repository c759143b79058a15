/** Runs near a failing one that may fail in the same way with less in their plan: drawn one after the other, each by its number. */
import { milliseconds } from '../sim/core/time.ts';
import type { Plan } from '../sim/world/plan.ts';
import { planOf } from '../properties/schedules/plan-arbitrary.ts';
import type { PlanSpace } from '../properties/schedules/plan-space.ts';
import { weightOf } from '../properties/schedules/plan-size.ts';
import { smallerPlans } from '../properties/schedules/smaller-plans.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { planSpaceOf, type Report } from '../scenarios/setup.ts';
import { drawPlan } from './run.ts';

/**
 * How plans are drawn, in turn. Chance finds most: it has a deviation for every message. Any other run of the scenario that fails in the same way may
 * have less in it that matters, too, but it is long, and has to be thinned: not worth it where little is left.
 */
const ways = ['with chance', 'same seed', 'with chance', 'other seed', 'with chance', 'same seed', 'with chance', 'anything'] as const;
const little = 6;

/** Where chance did nothing at first, and may do something. */
const mildChance = { loss: 30, tail: 30, tailMax: milliseconds(500) } as const;

/** A run to try. */
export interface Candidate {
  readonly plan: Plan;
  readonly seed: number;
  /** It is given up after so many steps. */
  readonly steps: number;
}

export class Candidates {
  private readonly scenario: Scenario;
  private readonly space: PlanSpace;
  /** What chance may do to messages. */
  private readonly chance: Plan['network'];
  private drawn = 0;

  /** `network`: that of the failure as it was found, before what chance did was made explicit. */
  constructor(scenario: Scenario, network: Plan['network']) {
    this.scenario = scenario;
    this.space = planSpaceOf(scenario);
    this.chance = chanceOf(scenario, network);
  }

  /** The next one near this run. */
  next(best: Report): Candidate {
    const number = ++this.drawn;
    const way = ways[number % ways.length];
    const draw = (keepsDeviations: boolean): Plan => planOf(smallerPlans(this.lasting(best), this.space, keepsDeviations), number);
    const seed = best.seed + number;
    const steps = this.stepsFor(best);
    if (way === 'same seed') return { plan: draw(true), seed: best.seed, steps };
    if (way === 'other seed') return { plan: draw(false), seed, steps };
    if (way === 'anything' && weightOf(best.plan) > little) return { plan: drawPlan(this.scenario, seed), seed, steps };
    return { plan: this.chancy(draw(false)), seed, steps };
  }

  /** Most do not fail: they are given up early, some sooner than others. That something never happens shows only at the end. */
  private stepsFor({ steps, failure }: Report): number {
    const { limits } = this.scenario;
    // Five and eight have nothing in common: each way of drawing meets each length.
    return failure?.kind === 'liveness' ? limits.steps : Math.min(limits.steps, Math.ceil(steps / (1 + (this.drawn % 5))) + 150);
  }

  /** Time costs nothing. */
  private lasting({ plan, failure }: Report): Plan {
    return { ...plan, lasts: plan.lasts ?? Math.min(failure?.time ?? 0, this.scenario.limits.duration) };
  }

  /** Chance does as much as it did at first, or half or a quarter of it; what it does then is made explicit. */
  private chancy(plan: Plan): Plan {
    const { loss, duplicate, tail, tailMax, replay, replayMax } = this.chance;
    const share = 1 << this.drawn % 3;
    const less = (rate: number): number => Math.ceil(rate / share);
    return { ...plan, network: { ...plan.network, loss: less(loss), duplicate: less(duplicate), tail: less(tail), tailMax, replay: less(replay), replayMax } };
  }
}

/** As at first; where that was nothing, a little of what the scenario's swarm may draw. */
function chanceOf({ swarm }: Scenario, network: Plan['network']): Plan['network'] {
  if (network.loss + network.duplicate + network.tail + network.replay > 0) return network;
  const may = (ill: 'loss' | 'tail'): number => (swarm?.families.includes(ill) === true ? mildChance[ill] : 0);
  return { ...network, loss: may('loss'), tail: may('tail'), tailMax: mildChance.tailMax };
}
