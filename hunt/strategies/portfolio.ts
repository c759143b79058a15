/**
 * All strategies in turn, in fixed shares: no bug is out of reach because one way of searching is blind to it, and none takes much longer than by
 * the best of them. Guided search learns from every run, whoever chose it; the distilled runs are its, too.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import { ofLabel } from '../../sim/core/fingerprint.ts';
import { Drawn } from './drawn.ts';
import { Guided } from './guided.ts';
import type { DrawnName, MemberName, Memory, Strategy, Trial } from './strategy.ts';

/** Who has which of ten seeds, in turn. Each scenario begins somewhere else: the first look at many of them is already one by all strategies. */
const shares: readonly MemberName[] = ['swarm', 'uniform', 'milestones', 'all-on', 'guided', 'swarm', 'uniform', 'milestones', 'all-on', 'pct'];

export class Portfolio implements Strategy {
  readonly learns = true;
  private readonly guided: Guided;
  private readonly offset: number;
  private readonly members: Readonly<Record<MemberName, Strategy>>;

  constructor(scenario: Scenario, memory: Memory) {
    this.guided = new Guided(scenario, memory);
    this.offset = (ofLabel(scenario.title) >>> 0) % shares.length;
    const drawn = (name: DrawnName): Drawn => new Drawn(name, scenario);
    this.members = { swarm: drawn('swarm'), 'all-on': drawn('all-on'), uniform: drawn('uniform'), milestones: drawn('milestones'), pct: drawn('pct'), guided: this.guided };
  }

  get memory(): Memory {
    return this.guided.memory;
  }

  next(seed: number): Trial {
    if (this.guided.isDistilled(seed)) return this.guided.next(seed);
    return this.members[shares[(seed + this.offset) % shares.length] ?? 'swarm'].next(seed);
  }

  learn(trial: Trial, features: ReadonlySet<number>): void {
    this.guided.learn(trial, features);
  }
}
