/** One worker of a campaign: takes ranges, runs them on threads, so that its own event loop is free to say that it is alive, and brings results. */
import { setTimeout as delay } from 'node:timers/promises';
import { CapsuleError, decodeCapsule, type Capsule } from '../../sim/world/capsule.ts';
import { signatureOf } from '../../sim/hosts/failure.ts';
import { BadInput } from '../bad-input.ts';
import { capsuleOfGivenUp, failureOfLoss, performOrLose } from '../lost-runs.ts';
import { WorkerLost, type Pool } from '../pool.ts';
import type { FoundFailure, RangeResult, ScenarioRef, TaskOf } from '../tasks.ts';
import { leaseMilliseconds, type Claim, type FleetCampaign } from './coordinator.ts';
import type { FleetRange } from './manifest.ts';
import { recordOf, type RangeRecord, type RecordedFailure } from './range-record.ts';
import type { SeedRange } from './shard.ts';

export interface FleetWorkerOptions {
  /** Tells it from others, for people. */
  readonly name: string;
  readonly campaign: FleetCampaign;
  readonly refs: readonly ScenarioRef[];
  readonly pool: Pool;
  /** Ranges at a time. */
  readonly workers: number;
  /** Most runs to spend on shrinking one failure; 0: none. */
  readonly shrinkRuns: number;
  /** Stores a capsule here. */
  keep(capsule: Capsule): string;
  /** A result was brought, or refused. */
  brought?(record: RangeRecord, isCounted: boolean): void;
}

/** A range of which so many seeds hang is given up: each costs the user's whole patience. */
const mostLost = 3;

/** Milliseconds between two looks for work that others may lose. */
const idle = 1_000;

export class FleetWorker {
  private readonly options: FleetWorkerOptions;
  private readonly known = new Set<string>();
  private stopped = false;
  private leaving = false;
  /** Ranges that counted, and that were refused because somebody else had been quicker. */
  counted = 0;
  refused = 0;

  constructor(options: FleetWorkerOptions) {
    this.options = options;
  }

  /** Works until all ranges have a result, or are given up. */
  async run(): Promise<void> {
    await this.learn();
    await Promise.all(Array.from({ length: this.options.workers }, () => this.work()));
    await this.learn();
  }

  /** What it has in hand goes to others when its lease is over. */
  stop(): void {
    this.stopped = true;
    void this.options.pool.close();
  }

  /** It ends what it has in hand, and takes no more. */
  leave(): void {
    this.leaving = true;
  }

  private async work(): Promise<void> {
    while (!this.stopped && !this.leaving) {
      const claim = await this.options.campaign.claim(this.options.name);
      if (claim !== null) await this.serve(claim);
      else if (await this.isOver()) return;
      else await delay(idle);
    }
  }

  private async isOver(): Promise<boolean> {
    const { total, done, failed } = await this.options.campaign.stats();
    return done + failed >= total;
  }

  private async serve(claim: Claim): Promise<void> {
    const { campaign } = this.options;
    const beat = setInterval(() => void campaign.renew(claim).catch(() => false), leaseMilliseconds / 4);
    try {
      const found: FoundFailure[] = [];
      const record = await this.perform(claim.range, found);
      if (this.stopped) return;
      await this.bring(claim, record);
      for (const failure of found) await this.publish(claim.range, failure);
    } catch (error) {
      if (this.stopped) return;
      await campaign.fail(claim, error instanceof Error ? error.message : String(error));
    } finally {
      clearInterval(beat);
    }
  }

  private async bring(claim: Claim, record: RangeRecord): Promise<void> {
    const isCounted = await this.options.campaign.complete(claim, record);
    if (isCounted) this.counted++;
    else this.refused++;
    this.options.brought?.(record, isCounted);
  }

  /** Runs all seeds of a range. Those at which a thread hangs or dies are failures, and the others are run again around them. */
  private async perform(range: FleetRange, found: FoundFailure[]): Promise<RangeRecord> {
    const ref = this.refOf(range);
    const parts: RangeResult[] = [];
    const lost: RecordedFailure[] = [];
    const left: SeedRange[] = [range];
    for (let part = left.shift(); part !== undefined && !this.stopped; part = left.shift()) {
      const result = await performOrLose(this.options.pool, this.taskOf(ref, part));
      if (!(result instanceof WorkerLost)) {
        parts.push(result);
        found.push(...result.failures);
      } else if (result.seed !== null) {
        if (lost.length >= mostLost) throw new Error(`${mostLost} seeds of it, and one more, did not come back`);
        lost.push({ seed: result.seed, failure: failureOfLoss(result), count: 1, countBy: {} });
        left.push(...around(part, result.seed));
        await this.publishLost(ref, part, result);
      }
    }
    return recordOf(range, parts, lost);
  }

  private refOf({ scenario }: FleetRange): ScenarioRef {
    const ref = this.options.refs.find(({ name }) => name === scenario);
    if (ref === undefined) throw new Error(`nothing is known of the scenario ${scenario}`);
    return ref;
  }

  private taskOf(ref: ScenarioRef, { from, to }: SeedRange): TaskOf<'range'> {
    const { mutant, strategy, checkEvery } = this.options.campaign.manifest;
    return { kind: 'range', ref, mutant, from, count: to - from, milliseconds: Infinity, checkEvery, strategy, begins: from, ...afresh, bail: 'never' };
  }

  // ---- The shared corpus ------------------------------------------------------------------------------------------------

  /** Capsules that others have shared are kept here, too; what they show need not be shrunk again. */
  private async learn(): Promise<void> {
    for (const bytes of await this.options.campaign.shared()) {
      const capsule = decodedOrNull(bytes);
      if (capsule === null || !this.isOurs(capsule)) continue;
      this.known.add(keyOf(capsule));
      this.options.keep(capsule);
    }
  }

  /** Of a scenario of this campaign, with its mutant, and a failure: nothing else is kept on the word of others. */
  private isOurs({ scenario, mutant, failure }: Capsule): boolean {
    return failure !== null && mutant === this.options.campaign.manifest.mutant && this.options.refs.some(({ name }) => name === scenario);
  }

  /** Shares a new failure as it was found, then as small as it gets. */
  private async publish(range: FleetRange, { capsule: bytes }: FoundFailure): Promise<void> {
    await this.learn();
    const capsule = decodeCapsule(bytes);
    if (this.known.has(keyOf(capsule))) return;
    await this.add(capsule, bytes);
    const { shrinkRuns, pool } = this.options;
    if (shrinkRuns === 0 || capsule.failure?.kind === 'nondeterminism' || this.stopped) return;
    try {
      const result = await performOrLose(pool, { kind: 'shrink', ref: this.refOf(range), capsule: bytes, runs: shrinkRuns, milliseconds: 60_000 });
      if (!(result instanceof WorkerLost)) await this.add(decodeCapsule(result.capsule), result.capsule);
    } catch (error) {
      // It does not fail again: as it was found, it has been shared.
      if (!(error instanceof BadInput)) throw error;
    }
  }

  private async publishLost(ref: ScenarioRef, part: SeedRange, lost: WorkerLost): Promise<void> {
    const capsule = await capsuleOfGivenUp(this.options.pool, this.taskOf(ref, part), lost.seed ?? 0, failureOfLoss(lost));
    if (capsule !== null && !this.known.has(keyOf(capsule))) await this.add(capsule, null);
  }

  private async add(capsule: Capsule, bytes: Uint8Array | null): Promise<void> {
    this.known.add(keyOf(capsule));
    this.options.keep(capsule);
    if (bytes !== null) await this.options.campaign.share(bytes);
  }
}

/** Nothing is learnt from one range for another, so that whoever runs which makes no difference. */
const afresh = { memory: null, covers: false } as const;

const keyOf = ({ scenario, failure }: Capsule): string => `${scenario}\n${failure === null ? '' : signatureOf(failure)}`;

function around({ from, to }: SeedRange, seed: number): readonly SeedRange[] {
  return [{ from, to: seed }, { from: seed + 1, to }].filter((part) => part.from < part.to);
}

function decodedOrNull(bytes: Uint8Array): Capsule | null {
  try {
    return decodeCapsule(bytes);
  } catch (error) {
    if (error instanceof CapsuleError) return null;
    throw error;
  }
}
