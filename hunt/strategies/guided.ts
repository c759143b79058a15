/**
 * Search guided by coverage: plans whose runs showed features that no run had shown before are kept, and changed a little. A plan is chosen the more
 * often the rarer what it showed still is among all runs, and the less often the more often it has been chosen. After Boehme, Manes and Cha, "Boosting
 * Fuzzer Efficiency: An Information Theoretic Perspective" (ESEC/FSE 2020): what many runs show tells nothing, whoever was first. What an earlier hunt
 * has chosen (see `Distillation`) is every other run, as long as there is some: what shows none of a bug must not stand in the way of what is drawn.
 */
import { mutatedPlans } from '../../properties/schedules/mutated-plan.ts';
import { planOf } from '../../properties/schedules/plan-arbitrary.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { fold, mix } from '../../sim/core/fingerprint.ts';
import { Drawn } from './drawn.ts';
import { Sights } from './sights.ts';
import { groundOf, type Ground } from './spaces.ts';
import type { DrawnRun, Kept, Memory, Strategy, Trial } from './strategy.ts';

const mostKept = 64;

/** So many of what was new in a run speak for all. */
const mostRemembered = 24;

/** Fresh plans are drawn in each of these ways as often as in any other, so that there is a little of everything to change. */
export const fresh = ['swarm', 'all-on', 'uniform', 'milestones'] as const;

/** At least so many runs in a hundred are drawn afresh. */
const leastFresh = 25;

/** What is new in a run counts as much as what was new in so many before. */
const memoryLength = 8;

export class Guided implements Strategy {
  readonly learns = true;
  private readonly scenario: Scenario;
  /** The file of the distilled runs with which its block began. */
  private readonly file: string | null;
  private readonly first: DrawnRun[];
  private readonly ground: Ground | null;
  private readonly fresh: readonly Drawn[];
  private readonly sights: Sights;
  private readonly kept: Kept[];
  /** So many in a hundred of the features of late runs were new: as long as whatever is drawn shows something new, there is no need to change anything. */
  private novelty: number;

  constructor(scenario: Scenario, memory: Memory) {
    this.scenario = scenario;
    this.file = memory?.distilled?.path ?? null;
    this.first = [...(memory?.distilled?.first ?? [])];
    this.ground = groundOf(scenario);
    this.fresh = fresh.map((name) => new Drawn(name, scenario));
    this.sights = new Sights(memory?.sights ?? undefined);
    this.kept = [...(memory?.kept ?? [])];
    this.novelty = memory?.novelty ?? 100;
  }

  get memory(): Memory {
    const { file: path, first } = this;
    return { distilled: path === null ? null : { path, first }, sights: this.sights.counts, kept: this.kept, novelty: this.novelty };
  }

  /** Is this seed's run one of those that were distilled? Every other one is, as long as there are some. */
  isDistilled(seed: number): boolean {
    return this.first.length > 0 && seed % 2 === 0;
  }

  next(seed: number): Trial {
    const first = this.isDistilled(seed) ? this.first.shift() : undefined;
    if (first !== undefined) return { ...new Drawn(first.by, this.scenario).next(first.seed), by: 'guided' };
    const dice = new Dice(seed);
    if (this.ground === null || this.kept.length < 2 || dice.roll(100) < Math.max(leastFresh, this.novelty)) return this.draw(seed, dice);
    const place = this.choose(dice);
    const [parent, other] = [this.kept[place], this.kept[dice.roll(this.kept.length)]];
    if (parent === undefined || other === undefined) return this.draw(seed, dice);
    this.kept[place] = { ...parent, chosen: parent.chosen + 1 };
    const { space, swarm } = this.ground;
    // With the parent's seed, everything up to the first change happens again.
    return { seed: dice.roll(2) === 0 ? parent.seed : seed, plan: planOf(mutatedPlans(space, swarm, parent.plan, other.plan), seed), by: 'guided' };
  }

  learn({ seed, plan }: Trial, features: ReadonlySet<number>): void {
    if (this.ground === null) return;
    const firsts = this.sights.see(features);
    // Long runs show more, but they take longer, too.
    const novelty = Math.ceil((100 * firsts.length) / Math.max(1, features.size));
    this.novelty += (novelty - this.novelty) / memoryLength;
    if (firsts.length === 0) return;
    const every = Math.ceil(firsts.length / mostRemembered);
    this.kept.push({ seed, plan, novelty, firsts: firsts.filter((_, i) => i % every === 0), chosen: 0 });
    if (this.kept.length > mostKept) this.forget();
  }

  /** What it draws afresh, it has chosen, too. */
  private draw(seed: number, dice: Dice): Trial {
    const drawn = this.fresh[dice.roll(this.fresh.length)];
    if (drawn === undefined) throw new RangeError('there is always one to draw by');
    return { ...drawn.next(seed), by: 'guided' };
  }

  /** A place among the kept, with a probability in proportion to its energy. */
  private choose(dice: Dice): number {
    const energies = this.kept.map((kept) => this.energyOf(kept));
    let left = dice.roll(energies.reduce((sum, energy) => sum + energy, 0));
    for (const [place, energy] of energies.entries()) {
      left -= energy;
      if (left < 0) return place;
    }
    return 0;
  }

  private forget(): void {
    const energies = this.kept.map((kept) => this.energyOf(kept));
    const least = Math.min(...energies);
    this.kept.splice(energies.indexOf(least), 1);
  }

  /** Never nothing. */
  private energyOf({ novelty, firsts, chosen }: Kept): number {
    return 1 + Math.floor((novelty * this.sights.rarityOf(firsts)) / (1 + chosen));
  }
}

/** Whole numbers that a seed decides. */
class Dice {
  private readonly seed: number;
  private rolls = 0;

  constructor(seed: number) {
    this.seed = fold(mix(seed), Math.floor(seed / 0x1_0000_0000));
  }

  /** From 0 up to `sides`, which it never is. */
  roll(sides: number): number {
    return (fold(this.seed, ++this.rolls) >>> 0) % sides;
  }
}
