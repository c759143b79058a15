import { fingerprint, fold } from '../core/fingerprint.ts';
import { exceeds } from './budget.ts';
import type { Course } from './course.ts';
import { timelineOf, type Universe } from './faults.ts';
import type { Ground } from './ground.ts';
import { labels } from './labels.ts';
import type { Aftermath } from './life.ts';
import type { Fault, PlannedFault } from './plan.ts';
import type { Identity } from './random.ts';
import type { Due } from './triggers.ts';

/** Faults on their way: planned ones when their time or milestone comes, and those that the host inflicts. */
export class Strikes implements Aftermath {
  private readonly ground: Ground;
  private readonly universe: Universe;

  constructor(ground: Ground, universe: Universe) {
    this.ground = ground;
    this.universe = universe;
  }

  /** Puts the faults that strike at a given time on the agenda. */
  schedule(): void {
    for (const [planned, fault] of this.ground.config.plan.faults.entries()) {
      if (fault.trigger.kind === 'time') this.ground.schedule(fault.trigger.at, identityOf(fault), { kind: 'strike', planned });
    }
  }

  /** Milestones have come: the faults that waited for them strike, now or later. */
  setOff(dues: readonly Due[]): void {
    const { ground } = this;
    for (const { planned, after } of dues) {
      const fault = ground.config.plan.faults[planned];
      if (fault === undefined || after === 0) this.strike(planned);
      else ground.schedule(ground.now + after, identityOf(fault), { kind: 'strike', planned });
    }
  }

  /** The time of a planned fault has come. After the heal it is too late. */
  strike(planned: number): void {
    const { ground } = this;
    const fault = ground.config.plan.faults[planned]?.fault;
    if (fault !== undefined && ground.healed === null && this.inflict(fault)) ground.struck.add(planned);
  }

  /** False where the fault is withheld: by the budget, or because the world has been healed. */
  inflict(fault: Fault): boolean {
    const { ground } = this;
    if (ground.healed !== null || exceeds(ground.config.budget, fault, ground.slots)) {
      ground.counters.withheld++;
      ground.recorder?.fault(ground.now, 'withheld', fault);
      return false;
    }
    ground.counters.faults[fault.kind]++;
    ground.recorder?.fault(ground.now, 'strikes', fault);
    const identity = fold(fingerprint(fault), ground.now);
    this.play({ fault, stages: timelineOf(fault), begins: ground.now, hold: ++ground.strikes, identity }, 0);
    return true;
  }

  /** Goes through the stages of a fault, as far as their time has come. */
  play(course: Course, from: number): void {
    const { ground } = this;
    const { stages, begins, identity, hold, fault } = course;
    for (let next = from; next < stages.length; next++) {
      const stage = stages[next];
      if (stage === undefined) continue;
      if (begins + stage.after > ground.now) return ground.schedule(begins + stage.after, identity, { kind: 'stage', course, next });
      stage.act(this.universe, hold);
    }
    if (stages.length > 1) ground.recorder?.fault(ground.now, 'ends', fault);
  }
}

/** By what it is, not by its place in the plan: taking another fault away leaves it as it is. */
function identityOf(planned: PlannedFault): Identity {
  return fold(labels.fault, fingerprint(planned));
}
