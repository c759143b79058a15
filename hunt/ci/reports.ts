/** The report files of a hunt: written when it begins, at each finding, every few seconds and at its end, so that a kill at any moment leaves them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CampaignEvent } from '../campaign-event.ts';
import type { CampaignReport, Finding } from '../campaign-report.ts';
import { reportPageOf } from '../report/page.ts';
import { summaryOf } from './github.ts';
import { Journal, type JournalHead } from './journal.ts';
import { junitOf } from './junit.ts';
import type { Canary, Outcome, Story } from './outcome.ts';
import { sarifOf } from './sarif.ts';
import { writeWhole } from './whole-file.ts';

/** Paths of the files that are wanted. */
export interface ReportFiles {
  readonly junit: string | null;
  readonly sarif: string | null;
  readonly jsonl: string | null;
  readonly html: string | null;
  /** Markdown is added to what stands in it (GitHub's step summary). */
  readonly summary: string | null;
}

/** All of them, in one folder. */
export function filesIn(folder: string): Omit<ReportFiles, 'summary'> {
  return { junit: join(folder, 'junit.xml'), sarif: join(folder, 'faultline.sarif'), jsonl: join(folder, 'events.jsonl'), html: join(folder, 'report.html') };
}

export interface ReportFacts extends JournalHead {
  readonly extent: string;
  readonly replay: (finding: Finding) => string;
}

/** Milliseconds between two writings, where nothing happens. */
const interval = 10_000;

export class Reports {
  private readonly files: ReportFiles;
  private readonly facts: ReportFacts;
  private readonly journal: Journal | null;
  private readonly begun = Date.now();
  private readonly canaries: Canary[] = [];
  /** What stood in the summary before. */
  private readonly before: string;
  private stories: ReadonlyMap<Finding, Story> = new Map();
  private source: (() => CampaignReport) | null = null;
  private timer: NodeJS.Timeout | null = null;
  /** Why a report could not be written; null: all could. A hunt does not end for it. */
  problem: string | null = null;

  /** Throws `BadInput` where the journal cannot be begun. */
  constructor(files: ReportFiles, facts: ReportFacts) {
    this.files = files;
    this.facts = facts;
    this.before = files.summary === null ? '' : contentOf(files.summary);
    this.journal = files.jsonl === null ? null : new Journal(files.jsonl, facts, facts.replay);
  }

  /** Stories are wanted: they take a moment. */
  get tellsStories(): boolean {
    return this.files.html !== null;
  }

  /** From now on reports are about this campaign. */
  follow(source: () => CampaignReport): void {
    this.source = source;
    this.timer = setInterval(() => this.write(false), interval);
    this.timer.unref();
  }

  observe(event: CampaignEvent): void {
    this.attempt(() => this.journal?.record(event));
    if (event.kind === 'begun' || event.kind === 'found' || event.kind === 'shrunk') this.write(false);
  }

  addCanary(canary: Canary): void {
    this.canaries.push(canary);
    this.attempt(() => this.journal?.recordCanary(canary));
  }

  /** The last writing; of what has not come to its end, too. */
  finish(isOver = true, stories: ReadonlyMap<Finding, Story> = new Map()): void {
    this.stories = stories;
    if (this.timer !== null) clearInterval(this.timer);
    this.write(isOver);
  }

  /** The last line of the journal. */
  close(exitCode: number): void {
    this.attempt(() => this.journal?.close(exitCode));
  }

  /** What is known by now; null before the campaign has begun. */
  outcome(isOver: boolean): Outcome | null {
    if (this.source === null) return null;
    const { mutant, strategy, extent, replay } = this.facts;
    return { report: this.source(), isOver, mutant, strategy, canaries: this.canaries, stories: this.stories, begun: this.begun, extent, replay };
  }

  private write(isOver: boolean): void {
    const outcome = this.outcome(isOver);
    if (outcome === null) return;
    const { junit, sarif, html, summary } = this.files;
    if (junit !== null) this.attempt(() => writeWhole(junit, junitOf(outcome)));
    if (sarif !== null) this.attempt(() => writeWhole(sarif, sarifOf(outcome)));
    if (html !== null) this.attempt(() => writeWhole(html, reportPageOf(outcome)));
    if (summary !== null) this.attempt(() => writeWhole(summary, `${this.before}${summaryOf(outcome)}`));
  }

  private attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.problem ??= error instanceof Error ? error.message : String(error);
    }
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
