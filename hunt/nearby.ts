/**
 * Other code may know events by other identities: a fault, a lost message, a latency then goes elsewhere, and the run passes although the bug is
 * there. So before a failure counts as fixed it is looked for nearby: first timers that have new names get the draws of their old ones, then each
 * deviation is led to the message that has its old name, then what chance decides is drawn anew. Only the very same failure counts.
 */
import { formatTime } from '../sim/core/time.ts';
import { signatureOf, type Failure } from '../sim/hosts/failure.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import type { Capsule } from '../sim/world/capsule.ts';
import type { Landmark } from '../sim/world/landmark.ts';
import type { FormerTimer, Plan } from '../sim/world/plan.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { Census } from './census.ts';
import { clauseOf } from './cause/clauses.ts';
import { runPlan, type SeedOptions } from './run.ts';
import { nameOf } from './story.ts';
import { renamedTimers, TimersSeen } from './timers-seen.ts';

/** Something of a capsule that did not find its event with the code here. */
export interface Drift {
  /** What it was: `the 3rd vote of s1 to s0`. */
  readonly what: string;
  /** What was taken in its place; null: nothing. */
  readonly instead: string | null;
}

/** Where the failure of a capsule was found again, or that it was not. */
export interface Found {
  /** Null: nowhere near. */
  readonly report: Report | null;
  readonly drift: readonly Drift[];
  /** Of these, the timers that have other names: so much is known even where the failure is nowhere near. */
  readonly renamed: readonly Drift[];
  /** Runs spent. */
  readonly runs: number;
}

/** Most runs with other draws, and most steps of all runs together. */
const [mostRedraws, mostSteps] = [300, 200_000] as const;

/** A run costs something before its first step, in steps. */
const stepsOfSetup = 100;

/** Looks for the failure of a capsule near its plan. Deterministic. */
export function findNearby(capsule: Capsule, failure: Pick<Failure, 'kind' | 'property' | 'message'>, scenario: Scenario, mutant: Mutant | null): Found {
  return new Seeker(capsule, signatureOf(failure), scenario, mutant).seek();
}

class Seeker {
  private readonly capsule: Capsule;
  private readonly signature: string;
  private readonly scenario: Scenario;
  private readonly mutant: Mutant | null;
  private readonly servers: number;
  private plan: Plan;
  private runs = 0;
  private steps = 0;
  private readonly drift: Drift[] = [];
  private renamed: readonly Drift[] = [];

  constructor(capsule: Capsule, signature: string, scenario: Scenario, mutant: Mutant | null) {
    this.capsule = capsule;
    this.plan = capsule.plan;
    this.signature = signature;
    this.scenario = scenario;
    this.mutant = mutant;
    this.servers = scenario.servers(capsule.plan.knobs).length;
  }

  seek(): Found {
    const { seed } = this.capsule;
    const recalled = this.recallTimers();
    if (recalled !== null) return this.found(recalled);
    const { plan, report } = this.relocate();
    if (report !== null) return this.found(report);
    const plans = plan === this.plan ? [plan] : [plan, this.plan];
    for (let number = 1; number <= mostRedraws && this.steps < mostSteps; number++) {
      const chosen = plans[number % plans.length] ?? plan;
      const drawn = this.run(chosen, seedAfter(seed, number));
      if (!this.isSame(drawn)) continue;
      this.drift.push({ what: `what chance decided (seed ${seed})`, instead: `other draws (seed ${drawn.seed}, after ${number})` });
      return this.found(drawn);
    }
    return this.found(null);
  }

  private found(report: Report | null): Found {
    return { report, drift: this.drift, renamed: this.renamed, runs: this.runs };
  }

  /**
   * Timers get the draws of the names that the capsule knows. Its plan says so from here on, so that whatever is made of it does the same run. Answers that run
   * if it is all that it takes.
   */
  private recallTimers(): Report | null {
    const { seed, plan, timers = [] } = this.capsule;
    if (timers.length === 0) return null;
    const seen = new TimersSeen();
    this.run(plan, seed, { onlooker: seen });
    const renamed = renamedTimers(timers, seen.marks);
    if (renamed.length === 0) return null;
    this.renamed = renamed.map(({ timer, was }) => ({ what: `the timer '${was}'`, instead: `'${timer}'` }));
    this.drift.push(...this.renamed);
    this.plan = { ...plan, formerTimers: recalled(plan.formerTimers ?? [], renamed) };
    const report = this.run(this.plan, seed);
    return this.isSame(report) ? report : null;
  }

  /** Leads the deviations that have lost their messages to those of the same name, one after the other: each changes what comes after it. */
  private relocate(): { readonly plan: Plan; readonly report: Report | null } {
    const { seed, landmarks = [] } = this.capsule;
    const open = landmarks.toSorted((left, right) => left.time - right.time);
    let { plan } = this;
    for (let next = open.shift(); next !== undefined && this.steps < mostSteps; next = open.shift()) {
      const census = new Census();
      const report = this.run(plan, seed, { recorder: census });
      if (this.isSame(report)) return { plan, report };
      while (next !== undefined && census.has(next.message)) next = open.shift();
      if (next === undefined) break;
      plan = this.redirect(plan, next, census);
    }
    const report = plan === this.plan ? null : this.run(plan, seed);
    return { plan, report: report !== null && this.isSame(report) ? report : null };
  }

  private redirect(plan: Plan, lost: Landmark, census: Census): Plan {
    const nearest = census.nearest(lost, new Set(plan.deviations.map(({ message }) => message)));
    this.drift.push({ what: this.name(lost), instead: nearest === null ? null : this.name(nearest) });
    if (nearest === null) return plan;
    return { ...plan, deviations: plan.deviations.map((deviation) => (deviation.message === lost.message ? { ...deviation, message: nearest.message } : deviation)) };
  }

  private name(landmark: Landmark): string {
    return nameOfLandmark(landmark, this.servers);
  }

  private run(plan: Plan, seed: number, listeners: Pick<SeedOptions, 'recorder' | 'onlooker'> = {}): Report {
    const report = runPlan(this.scenario, seed, plan, { mutant: this.mutant, ...listeners });
    this.runs++;
    this.steps += report.steps + stepsOfSetup;
    return report;
  }

  private isSame({ failure }: Report): boolean {
    return failure !== null && signatureOf(failure) === this.signature;
  }
}

/** A timer may be renamed more than once: the oldest name counts. */
function recalled(before: readonly FormerTimer[], renamed: readonly FormerTimer[]): readonly FormerTimer[] {
  const oldest = new Map(before.map(({ timer, was }) => [timer, was]));
  const others = before.filter(({ timer }) => renamed.every(({ was }) => was !== timer));
  return [...others, ...renamed.map(({ timer, was }) => ({ timer, was: oldest.get(was) ?? was }))];
}

const seedAfter = (seed: number, number: number): number => (seed + number <= Number.MAX_SAFE_INTEGER ? seed + number : seed - number);

/** `the 3rd vote of s1 to s0, sent at 1.2 s`. */
function nameOfLandmark({ from, to, kind, occurrence, time }: Landmark, servers: number): string {
  return `the ${ordinal(occurrence)} ${kind === '' ? 'message' : kind} of ${nameOf(from, servers)} to ${nameOf(to, servers)}, sent at ${formatTime(time)}`;
}

/** `1st`, `2nd`, `11th`. */
export function ordinal(count: number): string {
  const endings = ['th', 'st', 'nd', 'rd'] as const;
  const isTeen = Math.floor((count % 100) / 10) === 1;
  return `${count}${isTeen ? 'th' : (endings[count % 10] ?? 'th')}`;
}

/** Deviations of a capsule whose messages are not sent here, and faults that do not strike here. All of them did where the plan was shrunk. */
export function driftOf({ plan, landmarks = [], shrunk }: Capsule, scenario: Scenario, { unfired }: Report, census: Census): readonly Drift[] {
  const servers = scenario.servers(plan.knobs).length;
  const lost = landmarks.filter(({ message }) => !census.has(message)).map((landmark) => ({ what: nameOfLandmark(landmark, servers), instead: null }));
  const idle = shrunk ? unfired.flatMap((index) => plan.faults[index] ?? []) : [];
  return [...lost, ...idle.map((fault) => ({ what: `that ${clauseOf({ kind: 'fault', fault }, { servers })}`, instead: null }))];
}
