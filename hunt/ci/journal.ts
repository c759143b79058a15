/** JSON lines: what happened, a line each, on the disk before the hunt goes on. A killed hunt leaves all lines but, at worst, a torn last one. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadInput } from '../bad-input.ts';
import type { CampaignEvent, PlannedScenario } from '../campaign-event.ts';
import type { Finding } from '../campaign-report.ts';
import type { FleetRange } from '../fleet/manifest.ts';
import { recordOf } from '../fleet/range-record.ts';
import type { StrategyName } from '../strategies/strategy.ts';
import type { Canary } from './outcome.ts';

/** What else stands in the first line. */
export interface JournalHead {
  readonly version: string;
  readonly from: number;
  readonly workers: number;
  readonly mutant: string | null;
  readonly strategy: StrategyName;
  /** `1/4`; null: all seeds are run here. */
  readonly shard: string | null;
}

export class Journal {
  private readonly path: string;
  private readonly file: number;
  private readonly head: JournalHead;
  private readonly replay: (finding: Finding) => string;

  /** Begins the file anew. Throws `BadInput` where it cannot be written. */
  constructor(path: string, head: JournalHead, replay: (finding: Finding) => string) {
    this.path = path;
    this.head = head;
    this.replay = replay;
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.file = openSync(path, 'w');
    } catch (error) {
      throw new BadInput(`${path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  record(event: CampaignEvent): void {
    this.write(this.lineOf(event));
  }

  recordCanary(canary: Canary): void {
    this.write({ event: 'canary', ...canary });
  }

  close(exitCode: number): void {
    this.write({ event: 'exit', exitCode });
    closeSync(this.file);
  }

  private write(line: object): void {
    try {
      writeSync(this.file, `${JSON.stringify(line)}\n`);
    } catch (error) {
      throw new BadInput(`${this.path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private lineOf(event: CampaignEvent): object {
    switch (event.kind) {
      case 'begun':
        return { event: 'begun', ...headOf(this.head), scenarios: event.lanes.map(plannedObject) };
      case 'kept':
        return { event: 'kept', ...event.verdict };
      case 'ran':
        return { event: 'ran', ...recordOf(rangeOf(event.scenario, event.result.from, event.result.runs), [event.result]) };
      case 'lost':
        return { event: 'ran', ...recordOf(rangeOf(event.scenario, event.seed, 1), [], [{ seed: event.seed, failure: event.failure, count: 1, countBy: {} }]) };
      case 'found':
      case 'shrunk':
        return { event: event.kind, ...findingLine(event.finding), replay: this.replay(event.finding) };
      case 'ended': {
        const { stopped, unkept, milliseconds, interrupted } = event.report;
        return { event: 'ended', stopped, unkept, milliseconds, interrupted, missed: event.report.tallies.flatMap(({ name, missed }) => missed.map((situation) => ({ scenario: name, situation }))) };
      }
    }
  }
}

/** These fields alone: whoever opens a journal may know more. */
const headOf = ({ version, from, workers, mutant, strategy, shard }: JournalHead): JournalHead => ({ version, from, workers, mutant, strategy, shard });

function plannedObject({ name, file, title, planned, situations, properties }: PlannedScenario): object {
  return { name, file, title, from: planned.from, to: planned.to === Number.MAX_SAFE_INTEGER ? null : planned.to, situations, properties };
}

const rangeOf = (scenario: string, from: number, seeds: number): FleetRange => ({ id: `${from}-${from + seeds}`, scenario, from, to: from + seeds });

function findingLine({ scenario, signature, failure, seed, firstSeed, count, capsule, shrunk }: Finding): object {
  return { scenario, signature, failure, seed, firstSeed, count, capsule, shrunk };
}
