import { fingerprint, fold } from '../core/fingerprint.ts';
import { exceeds } from './budget.ts';
import type { ActiveFault } from './active-fault.ts';
import { timelineOf, type Universe } from './faults.ts';
import type { SharedState } from './shared-state.ts';
import { hashDomains } from './hash-domains.ts';
import type { Aftermath } from './stepper.ts';
import type { Fault, PlannedFault } from './plan.ts';
import type { Identity } from './random.ts';
import type { Due } from './triggers.ts';

/** Faults on their way: planned ones when their time or milestone comes, and those that the host inflicts. */
export class Injector implements Aftermath {
  private readonly shared: SharedState;
  private readonly universe: Universe;

  constructor(shared: SharedState, universe: Universe) {
    this.shared = shared;
    this.universe = universe;
  }

  /** Puts the faults that strike at a given time on the agenda. */
  schedule(): void {
    for (const [planned, fault] of this.shared.config.plan.faults.entries()) {
      if (fault.trigger.kind === 'time') this.shared.schedule(fault.trigger.at, identityOf(fault), { kind: 'strike', planned });
    }
  }

  /** Milestones have come: the faults that waited for them strike, now or later. */
  setOff(dues: readonly Due[]): void {
    const { shared } = this;
    for (const { planned, after } of dues) {
      const fault = shared.config.plan.faults[planned];
      if (fault === undefined || after === 0) this.strike(planned);
      else shared.schedule(shared.now + after, identityOf(fault), { kind: 'strike', planned });
    }
  }

  /** The time of a planned fault has come. After the heal it is too late. */
  strike(planned: number): void {
    const { shared } = this;
    const fault = shared.config.plan.faults[planned]?.fault;
    if (fault !== undefined && shared.healed === null && this.inflict(fault)) shared.struck.add(planned);
  }

  /** False where the fault is withheld: by the budget, or because the world has been healed. */
  inflict(fault: Fault): boolean {
    const { shared } = this;
    if (shared.healed !== null || exceeds(shared.config.budget, fault, shared.slots)) {
      shared.counters.withheld++;
      shared.recorder?.fault(shared.now, 'withheld', fault);
      return false;
    }
    shared.counters.faults[fault.kind]++;
    shared.recorder?.fault(shared.now, 'strikes', fault);
    const identity = fold(fingerprint(fault), shared.now);
    this.play({ fault, stages: timelineOf(fault), begins: shared.now, hold: ++shared.strikes, identity }, 0);
    return true;
  }

  /** Goes through the stages of a fault, as far as their time has come. */
  play(active: ActiveFault, from: number): void {
    const { shared } = this;
    const { stages, begins, identity, hold, fault } = active;
    for (let next = from; next < stages.length; next++) {
      const stage = stages[next];
      if (stage === undefined) continue;
      if (begins + stage.after > shared.now) return shared.schedule(begins + stage.after, identity, { kind: 'stage', active, next });
      stage.act(this.universe, hold);
    }
    if (stages.length > 1) shared.recorder?.fault(shared.now, 'ends', fault);
  }
}

/** By what it is, not by its place in the plan: taking another fault away leaves it as it is. */
function identityOf(planned: PlannedFault): Identity {
  return fold(hashDomains.fault, fingerprint(planned));
}
