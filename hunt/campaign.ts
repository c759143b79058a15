/** A campaign: seeds of many scenarios over worker threads, failures shrunk and kept as they come. */
import { noCounts } from '../sim/world/counters.ts';
import { CapsuleError, decodeCapsule, encodeCapsule, type Capsule } from '../sim/world/capsule.ts';
import { signatureOf, type Failure } from '../sim/hosts/failure.ts';
import type { CampaignReport, Finding, Interrupted, KeptVerdict, ScenarioTally, Shrunken } from './campaign-report.ts';
import { CorpusError, sizeOfPlan } from './corpus.ts';
import { capsuleOfGivenUp, failureOfLoss, performOrLose } from './lost-runs.ts';
import { Pool, WorkerLost } from './pool.ts';
import { addCounts } from './summary.ts';
import type { FoundFailure, InspectResult, RangeResult, ScenarioRef, TaskOf } from './tasks.ts';

/** What to hunt, for how long, with how many worker threads. Real time in milliseconds. */
export interface CampaignOptions {
  readonly refs: readonly ScenarioRef[];
  /** Seeds of each scenario; null: as many as the time allows. */
  readonly seeds: number | null;
  /** Give scenarios whose runs cost seconds only one in a hundred of the seeds. */
  readonly sparesHeavy: boolean;
  /** Real time for new seeds, in milliseconds; null: until the seeds are done. */
  readonly milliseconds: number | null;
  /** The first seed. */
  readonly from: number;
  readonly workers: number;
  /** A single run that takes longer is a finding, in milliseconds of real time. */
  readonly patience: number;
  /** Id of the mutant to hunt; null: the correct code. */
  readonly mutant: string | null;
  /** One in so many seeds is run twice, with every step checked; 0: none. */
  readonly checkEvery: number;
  /** Stop at the first failure. */
  readonly bail: boolean;
  /** Most runs to spend on shrinking one failure; 0: keep it as it is. */
  readonly shrinkRuns: number;
  /** Capsules of earlier campaigns: tried first. */
  readonly kept: readonly KeptCapsule[];
  /** Stores a capsule and says where. Throws a `CorpusError` where it cannot. */
  keep(capsule: Capsule): string;
}

export interface KeptCapsule {
  readonly path: string;
  readonly ref: ScenarioRef;
  readonly capsule: Capsule;
}

interface Lane extends ScenarioTally {
  readonly ref: ScenarioRef;
  readonly facts: InspectResult;
  next: number;
  /** The first seed that is not to be run. */
  readonly end: number;
  /** Parts of earlier ranges for which there was no time. */
  readonly unfinished: { readonly from: number; readonly to: number }[];
  /** Runs that never came back. */
  losses: number;
}

/** How long a range of seeds takes, in milliseconds: long enough to be worth a message, short enough to stop quickly. */
const rangeMilliseconds = 200;

/** A scenario that loses so many runs is hunted no further: each costs the user's whole patience. */
const mostLosses = 3;

/** Shrinking may go on for so long after the time of a hunt is up, in milliseconds. */
const grace = 10_000;

/** A run that a signal stops is reported where it had taken so long, in milliseconds: it may be one that hangs. */
const suspicious = 2_000;

/** One campaign: `open` it (or not), `run` it once, `stop` it at any time; `report` says at any time what has been found. */
export class Campaign {
  private readonly options: CampaignOptions;
  private readonly pool: Pool;
  private lanes: readonly Lane[] = [];
  private readonly findings = new Map<string, Finding>();
  private readonly kept: KeptVerdict[] = [];
  private readonly interrupted: Interrupted[] = [];
  private readonly begun = performance.now();
  private deadline = Infinity;
  private stopped = false;
  private unkept: string | null = null;

  constructor(options: CampaignOptions) {
    this.options = options;
    this.pool = new Pool({ workers: options.workers, patience: options.patience });
  }

  get report(): CampaignReport {
    const { lanes, kept, interrupted, stopped, unkept } = this;
    const shrinking = this.pool.underWay.filter(({ task }) => task.kind === 'shrink').length;
    return { tallies: lanes, findings: [...this.findings.values()], kept, interrupted, stopped, unkept, shrinking, milliseconds: performance.now() - this.begun };
  }

  /** Milliseconds of hunting that are left; null where the seeds decide. */
  get timeLeft(): number | null {
    return this.deadline === Infinity ? null : Math.max(0, this.deadline - performance.now());
  }

  /** Loads the scenarios. Throws `BadInput` for one that is none; `run` does it, too, where that has not been done. */
  async open(): Promise<void> {
    if (this.lanes.length > 0) return;
    try {
      this.lanes = await Promise.all(this.options.refs.map((ref) => this.openLane(ref)));
    } catch (error) {
      await this.pool.close();
      if (!(error instanceof WorkerLost && this.stopped)) throw error;
    }
  }

  /** Hunts until the seeds, the time, or the patience of the user is spent. */
  async run(): Promise<CampaignReport> {
    const { options } = this;
    try {
      await this.open();
      await Promise.all(options.kept.map((kept) => this.retry(kept)));
      if (options.milliseconds !== null) this.deadline = performance.now() + options.milliseconds;
      await Promise.all(Array.from({ length: options.workers }, () => this.work()));
    } finally {
      await this.pool.close();
    }
    for (const lane of this.lanes) lane.missed = missedBy(lane);
    await this.keepInterrupted();
    return this.report;
  }

  /** Ends the campaign as soon as may be; what was found stays. */
  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    for (const { task, seed, milliseconds } of this.pool.underWay) {
      if (task.kind === 'range') this.interrupted.push({ scenario: task.ref.name, seed, milliseconds, capsule: null });
    }
    void this.pool.close();
  }

  // ---- Scenarios --------------------------------------------------------------------------------------------------------

  private async openLane(ref: ScenarioRef): Promise<Lane> {
    const { seeds, from, mutant, sparesHeavy } = this.options;
    const facts = await performOrLose(this.pool, { kind: 'inspect', ref, mutant });
    if (facts instanceof WorkerLost) throw facts;
    const share = seeds !== null && sparesHeavy && facts.heavy ? Math.ceil(seeds / 100) : seeds;
    const end = share === null ? Infinity : from + share;
    return {
      ref,
      facts,
      name: ref.name,
      title: facts.title,
      runs: 0,
      steps: 0,
      checked: 0,
      // The others come first.
      milliseconds: facts.heavy ? 1 : 0,
      counters: noCounts(),
      reached: new Set(),
      missed: [],
      next: from,
      end: Math.min(end, Number.MAX_SAFE_INTEGER),
      unfinished: [],
      losses: 0,
    };
  }

  private async retry({ path, ref, capsule }: KeptCapsule): Promise<void> {
    const result = await performOrLose(this.pool, { kind: 'replay', ref, capsule: encodeCapsule(capsule) });
    if (result instanceof WorkerLost) return this.recordKeptHang(path, ref, capsule, result);
    const failure = result.verdict === 'nondeterministic' ? result.difference : result.failure;
    this.kept.push({ path, scenario: ref.name, verdict: result.verdict });
    if (failure !== null) this.recordKept(path, ref, capsule, failure);
  }

  private recordKeptHang(path: string, ref: ScenarioRef, capsule: Capsule, lost: WorkerLost): void {
    if (lost.reason === 'stopped') return;
    this.kept.push({ path, scenario: ref.name, verdict: 'still fails' });
    this.recordKept(path, ref, capsule, failureOfLoss(lost));
  }

  private recordKept(path: string, ref: ScenarioRef, capsule: Capsule, failure: Failure): void {
    const shrunk = capsule.shrunk ? { steps: capsule.steps, size: sizeOfPlan(capsule.plan), isMinimal: true } : null;
    this.record({ scenario: ref.name, signature: signatureOf(failure), failure, seed: capsule.seed, firstSeed: capsule.seed, count: 1, capsule: path, shrunk, after: this.effort() });
  }

  // ---- Seeds ------------------------------------------------------------------------------------------------------------

  /** One worker's loop. */
  private async work(): Promise<void> {
    for (let lane = this.chooseLane(); lane !== null; lane = this.chooseLane()) {
      const task = this.rangeOf(lane);
      const result = await performOrLose(this.pool, task);
      if (result instanceof WorkerLost) await this.absorbLoss(lane, task, result);
      else await this.absorb(lane, task, result);
    }
  }

  /** The scenario that has had the least of its share of the time, among those with seeds left. */
  private chooseLane(): Lane | null {
    if (this.stopped || performance.now() > this.deadline) return null;
    if (this.options.bail && this.findings.size > 0) return null;
    const open = this.lanes.filter((lane) => lane.losses < mostLosses && (lane.next < lane.end || lane.unfinished.length > 0));
    return open.reduce<Lane | null>((best, lane) => (best === null || shareUsed(lane) < shareUsed(best) ? lane : best), null);
  }

  private rangeOf(lane: Lane): TaskOf<'range'> {
    const { mutant, checkEvery, bail } = this.options;
    const { from, count } = takeSeeds(lane);
    // An estimate until the answer comes, so that the other workers choose other scenarios.
    lane.milliseconds += rangeMilliseconds;
    return { kind: 'range', ref: lane.ref, mutant, from, count, milliseconds: rangeMilliseconds, checkEvery, bail };
  }

  private async absorb(lane: Lane, task: TaskOf<'range'>, result: RangeResult): Promise<void> {
    lane.milliseconds += result.milliseconds - rangeMilliseconds;
    lane.runs += result.runs;
    lane.steps += result.steps;
    lane.checked += result.checked;
    addCounts(lane.counters, result.counters);
    for (const situation of result.situations) lane.reached.add(situation);
    returnRest(lane, task.from + result.runs, task.from + task.count);
    for (const found of result.failures) await this.absorbFailure(lane, found);
  }

  private async absorbFailure(lane: Lane, { seed, failure, capsule, count }: FoundFailure): Promise<void> {
    const signature = signatureOf(failure);
    const isNew = this.record({ scenario: lane.name, signature, failure, seed, firstSeed: seed, count, capsule: null, shrunk: null, after: this.effort() });
    if (!isNew) return;
    this.amend(lane.name, signature, { capsule: this.keep(decodeCapsule(capsule)) });
    if (this.options.shrinkRuns > 0 && failure.kind !== 'nondeterminism') await this.shrink(lane, signature, capsule);
  }

  private async shrink(lane: Lane, signature: string, capsule: Uint8Array): Promise<void> {
    const milliseconds = this.deadline === Infinity ? null : Math.max(0, this.deadline - performance.now()) + grace;
    const result = await performOrLose(this.pool, { kind: 'shrink', ref: lane.ref, capsule, runs: this.options.shrinkRuns, milliseconds });
    // A plan on the way that hangs: the capsule as it was found has been kept.
    if (result instanceof WorkerLost) return;
    const smallest = decodeCapsule(result.capsule);
    const shrunk: Shrunken = { steps: smallest.steps, size: sizeOfPlan(smallest.plan), isMinimal: result.isMinimal };
    this.amend(lane.name, signature, { capsule: this.keep(smallest), shrunk, failure: result.failure });
  }

  /** True where the failure is a new one. The first failing seed is the lowest. */
  private record(finding: Finding): boolean {
    const key = keyOf(finding.scenario, finding.signature);
    const known = this.findings.get(key);
    this.findings.set(key, known === undefined ? finding : { ...known, count: known.count + finding.count, firstSeed: Math.min(known.firstSeed, finding.firstSeed) });
    return known === undefined;
  }

  private amend(scenario: string, signature: string, change: Partial<Finding>): void {
    const key = keyOf(scenario, signature);
    const known = this.findings.get(key);
    if (known !== undefined) this.findings.set(key, { ...known, ...change });
  }

  private effort(): Finding['after'] {
    const sum = (of: (lane: Lane) => number): number => this.lanes.reduce((total, lane) => total + of(lane), 0);
    return { seeds: sum((lane) => lane.runs), steps: sum((lane) => lane.steps), milliseconds: sum((lane) => lane.milliseconds) };
  }

  // ---- Lost workers -----------------------------------------------------------------------------------------------------

  /** The seed at which a worker hung or died is a finding; the others of its range go back. */
  private async absorbLoss(lane: Lane, task: TaskOf<'range'>, lost: WorkerLost): Promise<void> {
    lane.milliseconds -= rangeMilliseconds;
    if (lost.seed === null || this.stopped) return;
    const { seed } = lost;
    // What its seeds before had found is lost with it: they are run again.
    returnRest(lane, task.from, seed);
    returnRest(lane, seed + 1, task.from + task.count);
    lane.runs++;
    lane.losses++;
    lane.milliseconds += this.options.patience;
    const failure = failureOfLoss(lost);
    const isNew = this.record({ scenario: lane.name, signature: signatureOf(failure), failure, seed, firstSeed: seed, count: 1, capsule: null, shrunk: null, after: this.effort() });
    if (isNew) this.amend(lane.name, signatureOf(failure), { capsule: await this.keepGivenUp(this.pool, lane.ref, seed, failure) });
  }

  private async keepGivenUp(pool: Pool, ref: ScenarioRef, seed: number, failure: Failure | null): Promise<string | null> {
    const capsule = await capsuleOfGivenUp(pool, { ref, mutant: this.options.mutant, seed, failure });
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
      const ref = this.lanes.find(({ name }) => name === run.scenario)?.ref;
      if (ref !== undefined) this.interrupted[this.interrupted.indexOf(run)] = { ...run, capsule: await this.keepGivenUp(pool, ref, run.seed, null) };
    }
    await pool.close();
  }
}

/** Seeds that draw faults get four times the time of those that only draw latencies. */
const shareUsed = ({ milliseconds, facts }: Lane): number => (facts.drawsFaults ? milliseconds / 4 : milliseconds);

const keyOf = (scenario: string, signature: string): string => `${scenario}\n${signature}`;

function missedBy({ facts, runs, reached }: Lane): readonly string[] {
  return facts.situations.flatMap(({ name, within }) => (runs >= within && !reached.has(name) ? [name] : []));
}

/** Seeds of a range that have not been run go back. */
function returnRest(lane: Lane, from: number, to: number): void {
  if (from < to) lane.unfinished.push({ from, to });
}

/** The next seeds to run, those left over first. */
function takeSeeds(lane: Lane): { readonly from: number; readonly count: number } {
  const rest = lane.unfinished.shift();
  if (rest !== undefined) return { from: rest.from, count: rest.to - rest.from };
  const from = lane.next;
  const count = Math.min(lane.end - from, lane.facts.heavy ? 1 : 1_000);
  lane.next += count;
  return { from, count };
}
