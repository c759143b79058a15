/** The reports of a hunt, as flags ask for them; and the lines that GitHub Actions reads from the log. */
import { randomUUID } from 'node:crypto';
import { Option, type Command } from 'commander';
import type { Finding } from '../hunt/campaign-report.ts';
import { annotationsOf } from '../hunt/ci/github.ts';
import type { Outcome } from '../hunt/ci/outcome.ts';
import { filesIn, Reports, type ReportFacts, type ReportFiles } from '../hunt/ci/reports.ts';
import { packageVersion } from '../hunt/library.ts';
import { printableLine } from './printable.ts';
import type { Voice } from './voice.ts';
import { command } from './words.ts';

export interface ReportOptions {
  readonly ci?: boolean;
  readonly reports: string;
  readonly junit?: string;
  readonly sarif?: string;
  readonly jsonl?: string;
  readonly html?: string;
}

/** Gives a verb the flags for its reports. */
export function addReportOptions(verb: Command): Command {
  return verb
    .option('--ci', 'write all reports into a folder, as they come about; on GitHub also annotations and a summary of the step')
    .addOption(new Option('--reports <folder>', 'where --ci writes them').default('faultline-reports'))
    .option('--junit <file>', 'a report as JUnit XML')
    .option('--sarif <file>', 'a report as SARIF 2.1.0, for code scanning')
    .option('--jsonl <file>', 'a line of JSON for each thing that happens, on the disk at once')
    .option('--html <file>', 'a report as one page that needs no other file, no script and no network');
}

/** Reports that exist already are replaced: those of the last run of CI are of no use. */
function filesOf({ ci = false, reports, junit, sarif, jsonl, html }: ReportOptions): ReportFiles {
  const all = ci ? filesIn(reports) : { junit: null, sarif: null, jsonl: null, html: null };
  const summary = ci && isOnGitHub() ? (process.env['GITHUB_STEP_SUMMARY'] ?? null) : null;
  return { junit: junit ?? all.junit, sarif: sarif ?? all.sarif, jsonl: jsonl ?? all.jsonl, html: html ?? all.html, summary };
}

export function openReports(options: ReportOptions, facts: Omit<ReportFacts, 'version' | 'replay'>, hasEvents = true): Reports {
  const files = filesOf(options);
  return new Reports(hasEvents ? files : { ...files, jsonl: null }, { ...facts, version: packageVersion(), replay: (finding) => replayOf(finding, facts.mutant) });
}

/** The command that plays a finding again. */
export function replayOf({ capsule, scenario, seed }: Finding, mutant: string | null): string {
  return capsule === null ? runCommand(scenario, seed, mutant) : command('replay', capsule);
}

/** The command that runs one seed. */
export function runCommand(scenario: string, seed: number, mutant: string | null): string {
  return command('run', scenario, '--seed', String(seed), ...(mutant === null ? [] : ['--mutant', mutant]));
}

const isOnGitHub = (): boolean => process.env['GITHUB_ACTIONS'] === 'true';

/**
 * GitHub obeys lines of the log that begin with two colons, also those of others: of a message, or of what a scenario prints. So commands are off
 * while a hunt runs, but for its own annotations at the end.
 */
export class GitHubLog {
  private readonly isOn: boolean;
  private readonly voice: Voice;
  private readonly token = randomUUID();

  constructor(voice: Voice, { ci = false }: ReportOptions) {
    this.voice = voice;
    this.isOn = ci && isOnGitHub();
  }

  begin(): void {
    if (this.isOn) this.voice.say(`::stop-commands::${this.token}`);
  }

  /** The last lines of the hunt. */
  end(outcome: Outcome | null): void {
    if (!this.isOn) return;
    this.voice.say(`::${this.token}::`);
    if (outcome !== null) for (const line of annotationsOf(outcome)) this.voice.say(printableLine(line));
  }
}
