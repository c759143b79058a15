/** What a hunt has to say at its end: a table of verdicts, then each failure with the command that replays it. */
import type { CampaignReport, Finding, ScenarioTally } from '../hunt/campaign-report.ts';
import { chanceOfAll } from '../hunt/strategies/saturation.ts';
import type { StrategyName } from '../hunt/strategies/strategy.ts';
import type { Canary } from '../hunt/ci/outcome.ts';
import type { FailureKind } from '../sim/hosts/failure.ts';
import { exitCodeOf, exitCodes, verdictWords, worstOf, type ExitCode } from './exit.ts';
import { describeFailure, failureObject } from './failures.ts';
import { replayOf, runCommand } from './hunt-reports.ts';
import { table } from './table.ts';
import { groupsOf } from '../hunt/groups.ts';
import type { Voice } from './voice.ts';
import { command, counted, elapsed, grouped, indented } from './words.ts';

export interface HuntFacts {
  readonly verb: string;
  readonly from: number;
  readonly workers: number;
  readonly mutant: string | null;
  readonly strategy: StrategyName;
  /** `1/4`; null: all seeds are run here. */
  readonly shard: string | null;
  readonly canaries: readonly Canary[];
  /** Why a report could not be written. */
  readonly unwritten: string | null;
  /** What of the work is not done, in words: a hole is no pass. */
  readonly holes: readonly string[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

const columns = [
  { title: 'scenario' },
  { title: 'seeds', isNumber: true },
  { title: 'events', isNumber: true },
  { title: 'seeds/s', isNumber: true },
  { title: 'new', isNumber: true },
  { title: 'first failing', isNumber: true },
  { title: 'verdict' },
];

const verdictColumn = columns.length - 1;

export class HuntReport {
  private readonly voice: Voice;
  private readonly report: CampaignReport;
  private readonly facts: HuntFacts;

  constructor(voice: Voice, report: CampaignReport, facts: HuntFacts) {
    this.voice = voice;
    this.report = report;
    this.facts = facts;
  }

  /** Says it, and answers the exit code. */
  present(): ExitCode {
    const { voice, report, facts } = this;
    for (const line of this.tableLines()) voice.say(line);
    for (const finding of report.findings) this.sayFinding(finding);
    this.sayKept();
    this.sayInterrupted();
    this.sayCanaries();
    if (this.facts.holes.length > 0) voice.say();
    for (const hole of this.facts.holes) voice.say(voice.style('yellow', `not done: ${hole}`));
    voice.say();
    if (this.facts.unwritten !== null) voice.say(voice.style('red', this.facts.unwritten));
    if (report.unkept !== null) voice.say(voice.style('red', report.unkept));
    voice.say(this.summary());
    const chance = chanceOfAll(report.tallies);
    if (chance !== null) voice.say(`the next seed shows something new with a chance of ${percent(chance)} (${facts.strategy}, Good-Turing)`);
    voice.answer(this.answer());
    return this.exitCode;
  }

  private get worst(): FailureKind | null {
    const { findings, tallies } = this.report;
    const isVacuous = tallies.some(({ missed }) => missed.length > 0) || this.ranNothing || (!this.report.stopped && this.facts.holes.length > 0);
    return worstOf([...findings.map(({ failure }) => failure.kind), ...(isVacuous ? ['vacuous' as const] : [])]);
  }

  /** A hunt that ran no seed has shown nothing. */
  private get ranNothing(): boolean {
    const { stopped, tallies, findings } = this.report;
    return !stopped && findings.length === 0 && tallies.every(({ runs }) => runs === 0);
  }

  private get exitCode(): ExitCode {
    const { worst } = this;
    if (this.isBlind) return exitCodes.blind;
    // A pass that nobody can read is none.
    if (worst === null && this.facts.unwritten !== null) return exitCodes.badInput;
    return worst === null && this.report.stopped ? exitCodes.interrupted : exitCodeOf(worst);
  }

  /** Worse than vacuous: not even what is known to be wrong was seen. */
  private get isBlind(): boolean {
    const { worst } = this;
    return (worst === null || worst === 'vacuous') && this.facts.canaries.some(({ isFound }) => isFound === false);
  }

  private get verdict(): string {
    const { worst } = this;
    if (this.isBlind) return 'blind';
    if (worst !== null) return verdictWords[worst];
    return this.report.stopped ? 'stopped' : 'pass';
  }

  private tableLines(): readonly string[] {
    const { voice } = this;
    const rows = this.report.tallies.map((tally) => [
      tally.name,
      grouped(tally.runs),
      grouped(tally.steps),
      grouped(seedsPerSecond(tally)),
      tally.chance === null ? '' : percent(tally.chance),
      this.firstFailing(tally)?.toString() ?? '',
      this.verdictOf(tally),
    ]);
    return table(columns, rows, (cell, row, column) => {
      if (row < 0) return voice.style('dim', cell);
      return column === verdictColumn ? voice.style(colourOf(cell), cell) : cell;
    });
  }

  private findingsOf({ name }: ScenarioTally): readonly Finding[] {
    return this.report.findings.filter(({ scenario }) => scenario === name);
  }

  private firstFailing(tally: ScenarioTally): number | null {
    const seeds = this.findingsOf(tally).map(({ firstSeed }) => firstSeed);
    return seeds.length === 0 ? null : Math.min(...seeds);
  }

  private verdictOf(tally: ScenarioTally): string {
    const worst = worstOf(this.findingsOf(tally).map(({ failure }) => failure.kind));
    if (worst !== null) return verdictWords[worst];
    if (tally.missed.length > 0) return `vacuous: never reached ${tally.missed.join(', ')}`;
    return tally.runs === 0 ? 'not run' : 'pass';
  }

  private sayFinding(finding: Finding): void {
    const { voice } = this;
    const { scenario, seed, count, failure } = finding;
    voice.say();
    voice.say(`${scenario}, seed ${seed}${count > 1 ? ` (and ${counted(count - 1, 'more seed')})` : ''}`);
    voice.say(indented(describeFailure(voice, failure)));
    if (finding.isOfCorrectCode === true) voice.say(indented('it fails in the same way without the deliberate bug, and shows nothing of that'));
    voice.say(indented(describeShrunk(finding)));
    this.sayKin(finding);
    const replay = replayOf(finding, this.facts.mutant);
    voice.say(indented(`replay: ${voice.style('cyan', replay)}`));
  }

  /** A bug is found in several places: those after the first are most likely no news. */
  private sayKin(finding: Finding): void {
    const [first] = groupsOf(this.report.findings).find((group) => group.includes(finding)) ?? [];
    if (first === undefined || first === finding) return;
    this.voice.say(indented(`probably the same bug as ${first.scenario}, seed ${first.seed} (${first.failure.property})`));
  }

  private sayKept(): void {
    const { voice, report } = this;
    if (report.kept.length === 0) return;
    voice.say();
    for (const { path, verdict } of report.kept) voice.say(`kept ${path}: ${verdict}`);
  }

  private sayInterrupted(): void {
    const { voice, report, facts } = this;
    if (report.interrupted.length > 0) voice.say();
    for (const { scenario, seed, milliseconds, capsule } of report.interrupted) {
      const again = capsule === null ? runCommand(scenario, seed, facts.mutant) : command('replay', capsule);
      voice.say(`stopped after ${elapsed(milliseconds)}: ${scenario}, seed ${seed}: ${again}`);
    }
  }

  private sayCanaries(): void {
    const { voice, facts } = this;
    if (facts.canaries.length > 0) voice.say();
    for (const { mutant, title, isFound, property, effort } of facts.canaries) {
      const fate = isFound === true ? `found by '${property}'` : isFound === null ? 'stopped before it was found' : voice.style('red', 'NOT found: this hunt is blind');
      voice.say(`canary ${mutant} (${title}): ${fate} in ${counted(effort.seeds, 'seed')}, ${elapsed(effort.milliseconds)}`);
    }
  }

  private summary(): string {
    const { voice, report } = this;
    const seeds = report.tallies.reduce((sum, { runs }) => sum + runs, 0);
    const events = report.tallies.reduce((sum, { steps }) => sum + steps, 0);
    const checked = report.tallies.reduce((sum, tally) => sum + tally.checked, 0);
    const effort = `${counted(seeds, 'seed')} (${grouped(checked)} of them run twice), ${counted(events, 'event')} in ${elapsed(report.milliseconds)}`;
    return `${voice.style(colourOf(this.verdict), this.verdict)}: ${effort}${this.ranNothing ? ': no seed was run' : ''}`;
  }

  private answer(): object {
    const { report, facts } = this;
    const { verb: _, unreadable, ...rest } = facts;
    return {
      verb: facts.verb,
      exitCode: this.exitCode,
      verdict: this.verdict,
      ...rest,
      milliseconds: Math.round(report.milliseconds),
      stopped: report.stopped,
      chanceOfNew: chanceOfAll(report.tallies),
      unkept: report.unkept,
      scenarios: report.tallies.map((tally) => this.tallyObject(tally)),
      findings: report.findings.map((finding) => ({ ...findingObject(finding, facts.mutant), group: groupsOf(report.findings).findIndex((group) => group.includes(finding)) })),
      kept: report.kept,
      unreadable,
      interrupted: report.interrupted,
    };
  }

  private tallyObject(tally: ScenarioTally): object {
    const { name, title, runs, runsBy, steps, checked, missed, counters, features, chance: chanceOfNew } = tally;
    const verdict = missed.length > 0 && this.findingsOf(tally).length === 0 ? 'vacuous' : this.verdictOf(tally);
    const speed = Math.round(seedsPerSecond(tally) * 10) / 10;
    return { name, title, seeds: runs, runsBy, events: steps, checked, seedsPerSecond: speed, verdict, firstFailingSeed: this.firstFailing(tally), situationsMissed: missed, faults: counters.faults, features, chanceOfNew };
  }
}

/** To a tenth. */
const percent = (chance: number): string => `${(100 * chance).toFixed(1)} %`;

/** Of one worker. */
const seedsPerSecond = ({ runs, milliseconds }: ScenarioTally): number => (milliseconds <= 0 ? 0 : (runs * 1_000) / milliseconds);

function colourOf(verdict: string): 'green' | 'yellow' | 'red' | 'dim' {
  const word = verdict.trim();
  if (word === 'pass') return 'green';
  if (word === 'not run' || word === 'stopped') return 'dim';
  return word.startsWith('vacuous') || word === verdictWords.checkerUnknown ? 'yellow' : 'red';
}

function describeShrunk({ shrunk }: Finding): string {
  if (shrunk === null) return 'not shrunk';
  const rest = shrunk.isMinimal ? 'nothing can be taken away' : 'not all has been tried: faultline shrink goes on';
  return `shrunk to ${counted(shrunk.steps, 'event')} and a plan of ${counted(shrunk.size, 'thing')}: ${rest}`;
}

function findingObject(finding: Finding, mutant: string | null): object {
  const { scenario, failure, seed, firstSeed, count, capsule, shrunk, isOfCorrectCode = false } = finding;
  return { scenario, verdict: verdictWords[failure.kind], failure: failureObject(failure), seed, firstSeed, count, capsule, replay: replayOf(finding, mutant), shrunk, isOfCorrectCode };
}
