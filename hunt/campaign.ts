/** A campaign: seeds of many scenarios over worker threads, failures shrunk and kept as they come. */
import { noCounts, type Counters } from '../sim/world/counters.ts';
import { decodeCapsule, encodeCapsule, type Capsule } from '../sim/world/capsule.ts';
import { signatureOf, type Failure } from '../sim/hosts/failure.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { findMutant, loadScenario } from './load.ts';
import { Pool, WorkerLost } from './pool.ts';
import { drawPlan } from './run.ts';
import { capsuleOf } from './capture.ts';
import { addCounts } from './summary.ts';
import type { FoundFailure, RangeResult, ScenarioRef, Task } from './tasks.ts';

export interface CampaignOptions {
  readonly refs: readonly ScenarioRef[];
  /** Seeds of each scenario; null: as many as the time allows. */
  readonly seeds: number | null;
  /** Real time for new seeds, in milliseconds; null: until the seeds are done. */
  readonly milliseconds: number | null;
  /** The first seed. */
  readonly from: number;
  readonly workers: number;
  /** Id of the mutant to hunt; null: the correct code. */
  readonly mutant: string | null;
  /** One in so many seeds is run twice, with every step checked; 0: none. */
  readonly checkEvery: number;
  /** Stop at the first failure. */
  readonly bail: boolean;
  /** Most runs to spend on shrinking one failure; 0: keep it as it is. */
  readonly shrinkRuns: number;
  /** Capsules of earlier campaigns: tried first. */
  readonly kept: readonly { readonly path: string; readonly ref: ScenarioRef; readonly capsule: Capsule }[];
  /** Stores a capsule and says where; null where it is kept nowhere. */
  keep(capsule: Capsule): string | null;
  progress(campaign: CampaignReport): void;
}

/** One way in which a scenario failed. */
export interface Finding {
  readonly scenario: string;
  readonly signature: string;
  readonly failure: Failure;
  readonly seed: number;
  /** Seeds that failed in this way. */
  readonly count: number;
  /** Where its capsule is. */
  readonly capsule: string | null;
  /** Steps of the shrunk run, things left in its plan; null where it was not shrunk. */
  readonly shrunk: { readonly steps: number; readonly size: number; readonly isMinimal: boolean } | null;
  /** Seeds, steps and milliseconds of its scenario up to the range that found it. */
  readonly after: { readonly seeds: number; readonly steps: number; readonly milliseconds: number };
}

export interface ScenarioTally {
  readonly name: string;
  readonly title: string;
  runs: number;
  steps: number;
  checked: number;
  /** CPU milliseconds. */
  milliseconds: number;
  readonly counters: Counters;
  readonly reached: Set<string>;
  /** Situations that were due within the seeds run, and were not reached. */
  missed: readonly string[];
}

export interface CampaignReport {
  readonly tallies: readonly ScenarioTally[];
  readonly findings: readonly Finding[];
  /** Kept capsules that were tried, and what became of them. */
  readonly kept: readonly { readonly path: string; readonly verdict: string }[];
}

interface Lane extends ScenarioTally {
  readonly ref: ScenarioRef;
  readonly scenario: Scenario;
  next: number;
  /** The first seed that is not to be run. */
  readonly end: number;
  /** Parts of earlier ranges for which there was no time. */
  readonly unfinished: { readonly from: number; readonly to: number }[];
}

/** How long a range of seeds takes, in milliseconds: long enough to be worth a message, short enough to stop quickly. */
const rangeMilliseconds = 200;

/** A single seed that takes longer is given up, in milliseconds. */
const patience = 120_000;

export class Campaign {
  private readonly options: CampaignOptions;
  private readonly pool: Pool;
  private lanes: readonly Lane[] = [];
  private readonly findings = new Map<string, Finding>();
  private readonly keptVerdicts: { path: string; verdict: string }[] = [];
  private deadline = Infinity;
  private stopped = false;

  constructor(options: CampaignOptions) {
    this.options = options;
    this.pool = new Pool({ workers: options.workers, patience });
  }

  get report(): CampaignReport {
    return { tallies: this.lanes, findings: [...this.findings.values()], kept: this.keptVerdicts };
  }

  /** Hunts until the seeds, the time, or the patience of the user is spent. */
  async run(): Promise<CampaignReport> {
    const { options } = this;
    this.lanes = await Promise.all(options.refs.map((ref) => this.openLane(ref)));
    try {
      await this.retryKept();
      if (options.milliseconds !== null) this.deadline = performance.now() + options.milliseconds;
      await Promise.all(Array.from({ length: options.workers }, () => this.work()));
    } finally {
      await this.pool.close();
    }
    for (const lane of this.lanes) lane.missed = missedBy(lane);
    return this.report;
  }

  /** Ends the campaign as soon as may be; what was found stays. */
  stop(): void {
    this.stopped = true;
    void this.pool.close();
  }

  private async openLane(ref: ScenarioRef): Promise<Lane> {
    const scenario = await loadScenario(ref);
    const { seeds, from } = this.options;
    return {
      ref,
      scenario,
      name: ref.name,
      title: scenario.title,
      runs: 0,
      steps: 0,
      checked: 0,
      milliseconds: 0,
      counters: noCounts(),
      reached: new Set(),
      missed: [],
      next: from,
      end: seeds === null ? Infinity : from + seeds,
      unfinished: [],
    };
  }

  private async retryKept(): Promise<void> {
    await Promise.all(this.options.kept.map((kept) => this.retry(kept)));
  }

  private async retry({ path, ref, capsule }: CampaignOptions['kept'][number]): Promise<void> {
    const result = await this.perform({ kind: 'replay', ref, capsule: encodeCapsule(capsule) });
    if (result?.kind !== 'replay') return;
    this.keptVerdicts.push({ path, verdict: result.verdict });
    if (result.failure === null) return;
    const signature = signatureOf(result.failure);
    const shrunk = capsule.shrunk ? { steps: capsule.steps, size: sizeOfPlan(capsule), isMinimal: true } : null;
    this.record({ scenario: ref.name, signature, failure: result.failure, seed: capsule.seed, count: 1, capsule: path, shrunk, after: { seeds: 0, steps: 0, milliseconds: 0 } });
  }

  /** One worker's loop. */
  private async work(): Promise<void> {
    for (let lane = this.chooseLane(); lane !== null; lane = this.chooseLane()) {
      const task = this.rangeOf(lane);
      const result = await this.perform(task, lane);
      if (result?.kind === 'range') await this.absorb(lane, task, result);
      this.options.progress(this.report);
    }
  }

  /** The scenario that has had the least time, among those with seeds left. */
  private chooseLane(): Lane | null {
    if (this.stopped || performance.now() > this.deadline) return null;
    if (this.options.bail && this.findings.size > 0) return null;
    const open = this.lanes.filter((lane) => lane.next < lane.end || lane.unfinished.length > 0);
    return open.reduce<Lane | null>((best, lane) => (best === null || lane.milliseconds < best.milliseconds ? lane : best), null);
  }

  private rangeOf(lane: Lane): Extract<Task, { kind: 'range' }> {
    const { from, count } = takeSeeds(lane);
    const task = { kind: 'range', ref: lane.ref, mutant: this.options.mutant, from, count, milliseconds: rangeMilliseconds, checkEvery: this.options.checkEvery } as const;
    // An estimate until the answer comes, so that the other workers choose other scenarios.
    lane.milliseconds += rangeMilliseconds;
    return task;
  }

  private async absorb(lane: Lane, task: Extract<Task, { kind: 'range' }>, result: RangeResult): Promise<void> {
    lane.milliseconds += result.milliseconds - rangeMilliseconds;
    lane.runs += result.runs;
    lane.steps += result.steps;
    lane.checked += result.checked;
    addCounts(lane.counters, result.counters);
    for (const situation of result.situations) lane.reached.add(situation);
    this.returnRest(lane, task.from + result.runs, task.from + task.count);
    for (const found of result.failures) await this.absorbFailure(lane, found);
  }

  /** Seeds of a range for which there was no time go back. */
  private returnRest(lane: Lane, from: number, to: number): void {
    if (from < to) lane.unfinished.push({ from, to });
  }

  private async absorbFailure(lane: Lane, { seed, failure, plan, capsule: bytes, count }: FoundFailure): Promise<void> {
    const { options } = this;
    const signature = signatureOf(failure);
    const after = { seeds: lane.runs, steps: lane.steps, milliseconds: lane.milliseconds };
    const isNew = this.record({ scenario: lane.name, signature, failure, seed, count, capsule: null, shrunk: null, after });
    if (!isNew) return;
    this.amend(lane.name, signature, { capsule: options.keep(decodeCapsule(bytes)) });
    if (options.shrinkRuns === 0 || failure.kind === 'nondeterminism') return;
    const result = await this.perform({ kind: 'shrink', ref: lane.ref, mutant: options.mutant, seed, plan, runs: options.shrinkRuns }, lane);
    if (result?.kind !== 'shrink') return;
    const capsule = decodeCapsule(result.capsule);
    this.amend(lane.name, signature, { capsule: options.keep(capsule), shrunk: { steps: capsule.steps, size: sizeOfPlan(capsule), isMinimal: result.isMinimal } });
  }

  /** True where the failure is a new one. */
  private record(finding: Finding): boolean {
    const key = `${finding.scenario}\n${finding.signature}`;
    const known = this.findings.get(key);
    this.findings.set(key, known === undefined ? finding : { ...known, count: known.count + finding.count });
    return known === undefined;
  }

  private amend(scenario: string, signature: string, change: Partial<Finding>): void {
    const key = `${scenario}\n${signature}`;
    const known = this.findings.get(key);
    if (known !== undefined) this.findings.set(key, { ...known, ...change });
  }

  /** A worker that hangs or dies is a finding too; null then, or when the campaign is stopped. */
  private async perform(task: Task, lane?: Lane): Promise<Awaited<ReturnType<Pool['perform']>> | null> {
    try {
      return await this.pool.perform(task);
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw error;
      if (!this.stopped && lane !== undefined && error.seed !== null) this.recordHang(lane, error.seed, error.message);
      return null;
    }
  }

  private recordHang(lane: Lane, seed: number, message: string): void {
    const failure: Failure = { kind: 'liveness', property: 'every run comes back', message, step: 0, time: 0, node: null, stack: null };
    const plan = drawPlan(lane.scenario, seed);
    const mutant = this.options.mutant === null ? null : findMutant(this.options.mutant);
    const capsule = this.options.keep(capsuleOf(lane.ref, { seed, plan, failure, mutant, steps: 0, time: 0, hash: '0'.repeat(16), digests: [], shrunk: false }));
    const after = { seeds: lane.runs, steps: lane.steps, milliseconds: lane.milliseconds };
    this.record({ scenario: lane.name, signature: signatureOf(failure), failure, seed, count: 1, capsule, shrunk: null, after });
  }
}

/** Faults, deviations and operations left in a plan. */
export function sizeOfPlan({ plan }: Capsule): number {
  return plan.faults.length + plan.deviations.length + plan.clients.reduce((sum, client) => sum + client.operations.length, 0);
}

function missedBy({ scenario, runs, reached }: Lane): readonly string[] {
  return scenario.properties.flatMap((property) => (property.kind === 'sometimes' && runs >= property.within && !reached.has(property.name) ? [property.name] : []));
}

/** The next seeds to run, those left over first. */
function takeSeeds(lane: Lane): { readonly from: number; readonly count: number } {
  const rest = lane.unfinished.shift();
  if (rest !== undefined) return { from: rest.from, count: rest.to - rest.from };
  const from = lane.next;
  const count = Math.min(lane.end - from, lane.scenario.heavy ? 1 : 1_000);
  lane.next += count;
  return { from, count };
}
