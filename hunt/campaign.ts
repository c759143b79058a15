/** A campaign: seeds of many scenarios over worker threads, failures shrunk and kept as they come. */
import { CapsuleError, decodeCapsule, encodeCapsule, type Capsule } from '../sim/world/capsule.ts';
import { signatureOf, type Failure } from '../sim/hosts/failure.ts';
import { movesOfPlan } from '../properties/schedules/plan-size.ts';
import { BadInput } from './bad-input.ts';
import type { CampaignOptions, KeptCapsule } from './campaign-options.ts';
import type { CampaignEvent } from './campaign-event.ts';
import type { CampaignReport, Effort, Finding, Interrupted, KeptVerdict, Shrunken } from './campaign-report.ts';
import { CorpusError, sizeOfPlan } from './corpus.ts';
import { isEnd } from './detection.ts';
import { Findings } from './findings.ts';
import { Lane, nextLane } from './lane.ts';
import { capsuleOfGivenUp, failureOfLoss, performOrLose } from './lost-runs.ts';
import { Pool, WorkerLost } from './pool.ts';
import type { FoundFailure, RangeResult, ScenarioRef, ShrinkResult, TaskOf } from './tasks.ts';

/** Shrinking may go on for so long after the time of a hunt is up, in milliseconds. */
const grace = 10_000;

/** A run that a signal stops is reported where it had taken so long, in milliseconds: it may be one that hangs. */
const suspicious = 2_000;

/** One campaign: `open` it (or not), `run` it once, `stop` it at any time; `report` says at any time what has been found. */
export class Campaign {
  private readonly options: CampaignOptions;
  private readonly pool: Pool;
  private readonly ownPool: boolean;
  private lanes: readonly Lane[] = [];
  private readonly findings = new Findings();
  private readonly kept: KeptVerdict[] = [];
  private readonly interrupted: (Interrupted & { readonly task: TaskOf<'range'> })[] = [];
  private readonly begun = performance.now();
  private deadline = Infinity;
  private stopped = false;
  private unkept: string | null = null;

  /** With a pool of the caller's, whose threads know the code already: the caller closes it. */
  constructor(options: CampaignOptions, pool: Pool | null = null) {
    this.options = options;
    this.ownPool = pool === null;
    this.pool = pool ?? new Pool({ workers: options.workers, patience: options.patience });
  }

  get report(): CampaignReport {
    const { lanes, kept, stopped, unkept } = this;
    const interrupted = this.interrupted.map(({ scenario, seed, milliseconds, capsule }) => ({ scenario, seed, milliseconds, capsule }));
    const shrinking = this.pool.underWay.filter(({ task }) => task.kind === 'shrink').length;
    return { tallies: lanes, findings: this.findings.all, kept, interrupted, stopped, unkept, shrinking, milliseconds: performance.now() - this.begun };
  }

  /** Milliseconds of hunting that are left; null where the seeds decide. */
  get timeLeft(): number | null {
    const { milliseconds, clock = 'real' } = this.options;
    if (clock === 'cpu' && milliseconds !== null) return Math.max(0, milliseconds - this.spent);
    return this.deadline === Infinity ? null : Math.max(0, this.deadline - performance.now());
  }

  /** Loads the scenarios. Throws `BadInput` for one that is none; `run` does it, too, where that has not been done. */
  async open(): Promise<void> {
    if (this.lanes.length > 0) return;
    try {
      this.lanes = await Promise.all(this.options.refs.map((ref, place) => this.openLane(ref, place)));
      this.tell({ kind: 'begun', lanes: this.lanes });
    } catch (error) {
      if (this.ownPool) await this.pool.close();
      if (!(error instanceof WorkerLost && this.stopped)) throw error;
    }
  }

  /** Hunts until the seeds, the time, or the patience of the user is spent. */
  async run(): Promise<CampaignReport> {
    const { options } = this;
    try {
      await this.open();
      for (const finding of options.known ?? []) this.tell({ kind: 'found', finding });
      await Promise.all(options.kept.map((kept) => this.retry(kept)));
      if (options.milliseconds !== null) this.deadline = performance.now() + options.milliseconds;
      await Promise.all(Array.from({ length: options.workers }, () => this.work()));
    } finally {
      if (this.ownPool) await this.pool.close();
    }
    for (const lane of this.lanes) lane.judge();
    // Last: what this campaign has found itself has a capsule.
    for (const finding of options.known ?? []) this.findings.record(finding);
    await this.keepInterrupted();
    this.tell({ kind: 'ended', report: this.report });
    return this.report;
  }

  /** Ends the campaign as soon as may be; what was found stays. */
  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    for (const { task, seed, milliseconds } of this.pool.underWay) {
      if (task.kind === 'range') this.interrupted.push({ scenario: task.ref.name, seed, milliseconds, capsule: null, task });
    }
    void this.pool.close();
  }

  // ---- Scenarios --------------------------------------------------------------------------------------------------------

  private tell(event: CampaignEvent): void {
    this.options.observe?.(event);
  }

  private async openLane(ref: ScenarioRef, place: number): Promise<Lane> {
    const facts = await performOrLose(this.pool, { kind: 'inspect', ref, mutant: this.options.mutant });
    if (facts instanceof WorkerLost) throw facts;
    return new Lane(ref, facts, this.options, place);
  }

  /** A kept failure is tried again. Where an earlier campaign had no time to shrink it, that is done now. */
  private async retry({ path, ref, capsule }: KeptCapsule): Promise<void> {
    const bytes = encodeCapsule(capsule);
    const result = await performOrLose(this.pool, { kind: 'replay', ref, capsule: bytes });
    if (result instanceof WorkerLost) return this.recordKeptHang(path, ref, capsule, result);
    const { verdict } = result;
    const failure = verdict === 'nondeterministic' ? result.difference : result.failure;
    this.recordVerdict({ path, scenario: ref.name, verdict });
    if (failure === null) return;
    const isShrunk = capsule.shrunk && verdict !== 'drifted';
    // Found nearby: the next campaign shall find it at once.
    const moved = result.found === null ? null : this.keep(decodeCapsule(result.found));
    this.recordKept(moved ?? path, ref, { ...capsule, shrunk: isShrunk }, failure);
    if (!isShrunk) await this.shrink(ref, failure, result.found ?? bytes);
  }

  private recordKeptHang(path: string, ref: ScenarioRef, capsule: Capsule, lost: WorkerLost): void {
    if (lost.reason === 'stopped') return;
    this.recordVerdict({ path, scenario: ref.name, verdict: 'still fails' });
    this.recordKept(path, ref, capsule, failureOfLoss(lost));
  }

  private recordVerdict(verdict: KeptVerdict): void {
    this.kept.push(verdict);
    this.tell({ kind: 'kept', verdict });
  }

  private recordKept(path: string, ref: ScenarioRef, capsule: Capsule, failure: Failure): void {
    const shrunk = capsule.shrunk ? { steps: capsule.steps, size: sizeOfPlan(capsule.plan), moves: movesOfPlan(capsule.plan), isMinimal: true } : null;
    this.findings.record({ scenario: ref.name, signature: signatureOf(failure), failure, seed: capsule.seed, firstSeed: capsule.seed, count: 1, capsule: path, shrunk, after: this.effort() });
    this.tellFinding('found', { scenario: ref.name, signature: signatureOf(failure) });
  }

  private tellFinding(kind: 'found' | 'shrunk', { scenario, signature }: Pick<Finding, 'scenario' | 'signature'>): void {
    const finding = this.findings.all.find((other) => other.scenario === scenario && other.signature === signature);
    if (finding !== undefined) this.tell({ kind, finding });
  }

  // ---- Seeds ------------------------------------------------------------------------------------------------------------

  /** One worker's loop. */
  private async work(): Promise<void> {
    for (let lane = this.chooseLane(); lane !== null; lane = this.chooseLane()) {
      const task = lane.take();
      const result = await performOrLose(this.pool, task);
      if (result instanceof WorkerLost) await this.absorbLoss(lane, task, result);
      else await this.absorb(lane, task, result);
    }
  }

  /** Null: it is over. */
  private chooseLane(): Lane | null {
    if (this.stopped || this.timeLeft === 0) return null;
    const { bail } = this.options;
    if (this.findings.all.some((finding) => isEnd(bail, finding))) return null;
    return nextLane(this.lanes.filter(({ hasSeeds }) => hasSeeds), bail !== 'never');
  }

  private async absorb(lane: Lane, task: TaskOf<'range'>, result: RangeResult): Promise<void> {
    lane.absorb(task, result);
    this.tell({ kind: 'ran', scenario: lane.name, result });
    for (const found of result.failures) await this.absorbFailure(lane, found);
  }

  private async absorbFailure({ ref, protocols }: Lane, { seed, failure, capsule, count, countBy, isOfCorrectCode }: FoundFailure): Promise<void> {
    const which = { scenario: ref.name, signature: signatureOf(failure) };
    const isNew = this.findings.record({ ...which, failure, seed, firstSeed: seed, count, countBy, capsule: null, shrunk: null, protocols, after: this.effort(), isOfCorrectCode });
    if (!isNew) return;
    this.findings.amend(which, { capsule: this.keep(decodeCapsule(capsule)) });
    this.tellFinding('found', which);
    // Where a bug is hunted, what shows nothing of it stays as it was found.
    const { bail } = this.options;
    if (bail !== 'detection' || isEnd(bail, { failure, isOfCorrectCode })) await this.shrink(ref, failure, capsule);
  }

  /** What is not deterministic may fail at each try in another way: such runs stay as they were found. */
  private async shrink(ref: ScenarioRef, failure: Failure, capsule: Uint8Array): Promise<void> {
    if (this.options.shrinkRuns === 0 || failure.kind === 'nondeterminism') return;
    const result = await this.shrinkOrGiveUp(ref, capsule);
    if (result === null) return;
    const smallest = decodeCapsule(result.capsule);
    const shrunk: Shrunken = { steps: smallest.steps, size: sizeOfPlan(smallest.plan), moves: movesOfPlan(smallest.plan), isMinimal: result.isMinimal };
    this.findings.amend({ scenario: ref.name, signature: signatureOf(failure) }, { capsule: this.keep(smallest), shrunk, kin: result.kin, failure: result.failure });
    this.tellFinding('shrunk', { scenario: ref.name, signature: signatureOf(failure) });
  }

  /** Null: a plan on the way hangs, or the run does not fail again. The capsule as it was found has been kept. */
  private async shrinkOrGiveUp(ref: ScenarioRef, capsule: Uint8Array): Promise<ShrinkResult | null> {
    try {
      const result = await performOrLose(this.pool, { kind: 'shrink', ref, capsule, runs: this.options.shrinkRuns, milliseconds: this.timeToShrink });
      return result instanceof WorkerLost ? null : result;
    } catch (error) {
      if (error instanceof BadInput) return null;
      throw error;
    }
  }

  /** In milliseconds; null where the seeds decide. Kept failures are shrunk before the time for new seeds begins. */
  private get timeToShrink(): number | null {
    if (this.options.milliseconds === null) return null;
    return (this.timeLeft ?? 0) + grace;
  }

  /** Milliseconds of the workers, on a CPU where that is known. */
  private get spent(): number {
    const { milliseconds, cpuMilliseconds } = this.effort();
    return cpuMilliseconds ?? milliseconds;
  }

  private effort(): Effort {
    const sum = (of: (lane: Lane) => number): number => this.lanes.reduce((total, lane) => total + of(lane), 0);
    const isTimed = this.lanes.every(({ cpuMilliseconds }) => cpuMilliseconds !== null);
    return {
      seeds: sum(({ runs }) => runs),
      steps: sum(({ steps }) => steps),
      milliseconds: sum(({ milliseconds }) => milliseconds),
      cpuMilliseconds: isTimed ? sum(({ cpuMilliseconds }) => cpuMilliseconds ?? 0) : null,
    };
  }

  // ---- Lost workers -----------------------------------------------------------------------------------------------------

  /** The seed at which a worker hung or died is a finding. */
  private async absorbLoss(lane: Lane, task: TaskOf<'range'>, lost: WorkerLost): Promise<void> {
    if (this.stopped) return;
    const seed = lane.absorbLoss(task, lost);
    if (seed === null) return;
    const failure = failureOfLoss(lost);
    this.tell({ kind: 'lost', scenario: lane.name, seed, failure });
    const which = { scenario: lane.name, signature: signatureOf(failure) };
    const isNew = this.findings.record({ ...which, failure, seed, firstSeed: seed, count: 1, capsule: null, shrunk: null, protocols: lane.protocols, after: this.effort() });
    if (!isNew) return;
    this.findings.amend(which, { capsule: await this.keepGivenUp(this.pool, task, seed, failure) });
    this.tellFinding('found', which);
  }

  private async keepGivenUp(pool: Pool, task: TaskOf<'range'>, seed: number, failure: Failure | null): Promise<string | null> {
    const capsule = await capsuleOfGivenUp(pool, task, seed, failure);
    return capsule === null ? null : this.keep(capsule);
  }

  /** A full disk must not end the hunt: seeds replay, too. */
  private keep(capsule: Capsule): string | null {
    try {
      return this.options.keep(capsule);
    } catch (error) {
      if (!(error instanceof CorpusError || error instanceof CapsuleError)) throw error;
      this.unkept = error.message;
      return null;
    }
  }

  /** Runs that a signal has cut short may hang: those that had taken long are kept. */
  private async keepInterrupted(): Promise<void> {
    const long = this.interrupted.filter(({ milliseconds }) => milliseconds >= suspicious);
    if (long.length === 0) return;
    const pool = new Pool({ workers: 1, patience: suspicious });
    for (const run of long) {
      this.interrupted[this.interrupted.indexOf(run)] = { ...run, capsule: await this.keepGivenUp(pool, run.task, run.seed, null) };
    }
    await pool.close();
  }
}
