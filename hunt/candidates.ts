/** Runs near a failing one that may fail in the same way with less in their plan: drawn one after the other, each by its number. */
import { milliseconds } from '../sim/core/time.ts';
import type { Plan } from '../sim/world/plan.ts';
import { planOf } from '../properties/schedules/plan-arbitrary.ts';
import type { PlanSpace } from '../properties/schedules/plan-space.ts';
import { piecesOf, weightOf, type Moments } from '../properties/schedules/plan-size.ts';
import { nudged } from '../properties/schedules/redrawn-plan.ts';
import { smallerPlans } from '../properties/schedules/smaller-plans.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { planSpaceOf, type Report } from '../scenarios/setup.ts';
import { drawPlan } from './run.ts';

/**
 * How plans are drawn, in turn. Chance finds most: it has a deviation for every message. Any other run of the scenario that fails in the same way may
 * have less in it that matters, too, but it is long, and has to be thinned: not worth it where little is left.
 */
const ways = ['with chance', 'anything', 'other seed', 'with chance', 'with chance', 'with chance', 'anything', 'with chance'] as const;
const little = 6;

/** Where hardly anything is left, what chance does is soon more than that. */
const waysOfFew = ['other seed', 'with chance', 'other seed', 'with chance', 'other seed', 'with chance', 'other seed', 'other seed'] as const;
const few = 3;

/**
 * How long candidates are given, in lengths of the best run, in turn: most do not fail, and are given up early. Time costs nothing: where little is
 * left, some last longer, too.
 */
const lengths = [1, 1 / 2, 2, 1 / 3, 1 / 4, 4, 1 / 5] as const;

/** Where chance did nothing at first, and may do something. */
const mildChance = { loss: 30, tail: 30, tailMax: milliseconds(500) } as const;

/** A run to try. */
export interface Candidate {
  readonly plan: Plan;
  readonly seed: number;
  /** It is given up after so many steps. */
  readonly steps: number;
}

/** Is there so much in it that a walk may lead to less? */
export const isMuch = (plan: Plan): boolean => piecesOf(plan).length > little;

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
    const weight = weightOf(best.plan);
    const way = (weight > few ? ways : waysOfFew)[number % ways.length];
    const length = this.lengthFor(weight);
    const seed = best.seed + number;
    const steps = this.stepsFor(best, length);
    const near = (plan: Plan): Plan => planOf(smallerPlans(plan, this.space), number);
    if (way === 'anything' && weight > little) return { plan: this.anything(seed, near), seed, steps };
    const plan = near(this.lasting(best, length));
    return { plan: way === 'other seed' || weight <= 1 ? plan : this.chancy(plan, best), seed, steps };
  }

  /** A few pieces at most, and mostly chance: from below, where a run has not been thinned yet. */
  nearlyNothing(best: Report): Candidate {
    const number = ++this.drawn;
    const plan = planOf(smallerPlans(this.lasting(best, 1), this.space, Math.min(few, piecesOf(best.plan).length - 1)), number);
    return { plan: number % 4 === 0 ? plan : this.chancy(plan, best), seed: best.seed + number, steps: this.stepsFor(best, 1) };
  }

  /** One thing in this run is changed, under its own seed: if it fails, too, it may be a step on the way to a smaller one. */
  nudge(best: Report): Candidate {
    return { plan: planOf(nudged(best.plan, this.space, momentsOf(best)), ++this.drawn), seed: best.seed, steps: this.stepsFor(best, 2) };
  }

  /** Any plan of the scenario, or some of its pieces. */
  private anything(seed: number, near: (plan: Plan) => Plan): Plan {
    const plan = drawPlan(this.scenario, seed);
    return this.drawn % 2 === 0 || weightOf(plan) === 0 ? plan : near(plan);
  }

  /** Seven and eight have nothing in common: each way of drawing meets each length. */
  private lengthFor(weight: number): number {
    const length = lengths[this.drawn % lengths.length] ?? 1;
    return weight > little ? Math.min(1, length) : length;
  }

  /** That something never happens shows only at the end. */
  private stepsFor({ steps, failure }: Report, length: number): number {
    const { limits } = this.scenario;
    return failure?.kind === 'liveness' ? limits.steps : Math.min(limits.steps, Math.ceil(steps * length) + 150);
  }

  private lasting({ plan, failure }: Report, length: number): Plan {
    const lasts = plan.lasts ?? failure?.time ?? 0;
    return { ...plan, lasts: Math.min(this.scenario.limits.duration, Math.floor(lasts * Math.max(1, length))) };
  }

  /** Chance does as much as it did at first, or half or a quarter of it; or so little that few messages meet it. What it does then is made explicit. */
  private chancy(plan: Plan, best: Report): Plan {
    const { loss, duplicate, tail, tailMax, replay, replayMax } = this.chance;
    const share = this.share(best);
    const less = (rate: number): number => Math.ceil(rate * share);
    return { ...plan, network: { ...plan.network, loss: less(loss), duplicate: less(duplicate), tail: less(tail), tailMax, replay: less(replay), replayMax } };
  }

  private share({ plan, steps }: Report): number {
    const { loss, duplicate, tail, replay } = this.chance;
    const most = 1 / (1 << this.drawn % 3);
    // About as many messages as steps.
    return weightOf(plan) > few ? most : Math.min(most, (most * 4_000) / (steps * (loss + duplicate + tail + replay) + 1));
  }
}

/** As at first; where that was nothing, a little of what the scenario's swarm may draw. */
function chanceOf({ swarm }: Scenario, network: Plan['network']): Plan['network'] {
  if (network.loss + network.duplicate + network.tail + network.replay > 0) return network;
  const may = (ill: 'loss' | 'tail'): number => (swarm?.families.includes(ill) === true ? mildChance[ill] : 0);
  return { ...network, loss: may('loss'), tail: may('tail'), tailMax: mildChance.tailMax };
}

/** When the operations of a run were called and answered. */
export function momentsOf({ calls }: Report): Moments {
  return new Map(calls.map(({ id, calledAt, returnedAt }) => [id, { calledAt, returnedAt }]));
}
