/** `faultline hunt`: many seeds of many scenarios. */
import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import type { KeptCapsule } from '../../hunt/campaign-options.ts';
import type { CampaignReport } from '../../hunt/campaign-report.ts';
import { Campaign } from '../../hunt/campaign.ts';
import { BadInput } from '../../hunt/bad-input.ts';
import { Canaries } from '../../hunt/ci/canary.ts';
import type { Canary } from '../../hunt/ci/outcome.ts';
import type { Reports } from '../../hunt/ci/reports.ts';
import { keep, list } from '../../hunt/corpus.ts';
import { distilledOf, type Distilled } from '../../hunt/distilled.ts';
import type { Shard } from '../../hunt/fleet/shard.ts';
import { findMutant } from '../../hunt/find-mutant.ts';
import { referTo } from '../../hunt/reference.ts';
import type { StrategyName } from '../../hunt/strategies/strategy.ts';
import type { ScenarioRef } from '../../hunt/tasks.ts';
import { chooseScenarios } from '../choose-scenarios.ts';
import { distilledFor, distilledOption } from '../distilled-option.ts';
import { HuntProgress } from '../hunt-progress.ts';
import { HuntReport } from '../hunt-report.ts';
import { storiesOf } from '../hunt-stories.ts';
import { addReportOptions, GitHubLog, openReports, type ReportOptions } from '../hunt-reports.ts';
import type { End, ExitCode } from '../exit.ts';
import { chance, count, duration, corpusOption, jsonOption, mutantOption, patienceOption, runsOption, seed, strategyOption, workersOption, type CommonOptions } from '../options.ts';
import { printableLine } from '../printable.ts';
import { nameOfShard, shard } from '../shard-option.ts';
import { onSignal } from '../signals.ts';
import { Progress, Voice } from '../voice.ts';
import { counted, elapsed } from '../words.ts';

interface HuntOptions extends CommonOptions, ReportOptions {
  readonly seeds?: number;
  readonly for?: number;
  readonly from?: number;
  readonly strategy: StrategyName;
  readonly distilled?: string;
  readonly untilSaturated?: number;
  readonly shard?: Shard;
  readonly workers: number;
  readonly mutant?: string;
  readonly bail?: boolean;
  readonly shrink: boolean;
  readonly shrinkRuns: number;
  readonly checkEvery: number;
  readonly corpus: string;
  readonly patience: number;
  readonly canary: readonly string[];
  readonly canaryFor: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description(
      'Runs many seeds of many scenarios on all cores, shrinks what fails and keeps it as capsules. Capsules that were kept before are tried first. ' +
        'Without arguments: all scenarios of this package, for 20 seconds.',
    )
    .argument('[scenario...]', 'built-in names, groups of them (kv, lock-2026), or paths of scenario files')
    .option('--seeds <number>', 'seeds of each scenario; of all together, those whose runs cost seconds get one in a hundred', count)
    .option('--for <time>', 'how long to hunt (500ms, 60s, 5m, 2h); shrinking may take 10s more', duration)
    .option('--from <number>', 'the first seed (default: 0 with --seeds, else a random one)', seed)
    .addOption(strategyOption())
    .addOption(distilledOption())
    .option('--until-saturated <chance>', 'stop at a scenario once the next seed shows something new with at most this chance (0.05)', chance)
    .option('--shard <i/n>', 'this is the i-th of n machines, which together run each seed once; auto/n: as Kubernetes or GitLab number them', (text) => shard(text))
    .addOption(workersOption())
    .addOption(mutantOption())
    .option('--canary <mutant>', 'first hunt this planted bug, of which nothing is kept: where it is not found, the exit code is 16 (may be repeated)', (id: string, before: readonly string[]) => [...before, id], [])
    .option('--canary-for <time>', 'how long to hunt each canary', duration, 15_000)
    .option('--bail', 'stop at the first failure')
    .option('--no-shrink', 'keep failures as they were found')
    .addOption(runsOption('--shrink-runs <number>', 'most runs to spend on shrinking one failure'))
    .option('--check-every <number>', 'run one in so many seeds twice, with every step checked', count, 50)
    .addOption(corpusOption())
    .addOption(patienceOption())
    .addOption(jsonOption());
  addReportOptions(verb)
    .addHelpText('after', afterword)
    .action(async (names: readonly string[], options: HuntOptions) => end(await hunt(names, options)));
}

const afterword = `
The chance that the next seed shows something new is estimated after Good and Turing; what is new is an abstract state of the cluster, with the faults
that are active in it and the last deliveries. The same strategy, scenario and seeds make the same runs, however many the workers.

Examples:
  $ faultline hunt
  $ faultline hunt kv/versioned ./mine.ts --for 5m
  $ faultline hunt lock --seeds 1e5 --workers 8 --json
  $ faultline hunt --mutant KV-21 --bail
  $ faultline hunt kv raft --ci --for 60s --canary RAFT-LOG-01
  $ faultline hunt kv --seeds 1e6 --shard 2/8 --jsonl shard-2.jsonl

Ctrl-C stops it: what was found stays, and the exit code says what (130: nothing). Capsules and reports are written as failures are found: a hunt that is
killed leaves them. docs/ci.md has workflows for CI, shards and Kubernetes; faultline campaign report puts the lines of several shards together.

JSON: { verb, exitCode, verdict, mutant, strategy, from, workers, shard, milliseconds, stopped, chanceOfNew: number | null,
  unkept: why a capsule could not be stored | null, unwritten: why a report could not be written | null,
  scenarios: [{ name, title, seeds, runsBy: { strategy: runs }, events, checked, seedsPerSecond, verdict, firstFailingSeed,
    situationsMissed, faults, features, chanceOfNew: number | null }],
  findings: [{ scenario, verdict, failure: { kind, property, message, ... }, seed, firstSeed, count, capsule, replay,
    shrunk: { steps, size, moves, isMinimal } | null, group: findings of one bug have one number, as far as can be told }],
  canaries: [{ mutant, title, property, isFound, effort }], holes: what was not done (campaign report),
  kept: [{ path, scenario, verdict }], unreadable: [{ path, reason }], interrupted: [{ scenario, seed, milliseconds, capsule }] }

Lines of --jsonl: { event: begun | canary | kept | ran | found | shrunk | ended | exit, ... }; ran: the seeds from \`from\` on, so many as \`seeds\`.`;

async function hunt(names: readonly string[], options: HuntOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  for (const id of options.canary) await findMutant(id);
  refuseEmptyShards(options);
  const refs = await Promise.all((await chooseScenarios(names, options.mutant ?? null)).map((name) => referTo(name)));
  const distilled = distilledFor(refs.map(({ name }) => name), options);
  const { kept, unreadable } = readCorpus(options, refs);
  for (const { path, reason } of unreadable) voice.say(voice.style('yellow', `skipping ${path}: ${reason}`));
  const from = options.from ?? (options.seeds === undefined ? randomInt(0x1_0000_0000) : 0);
  const facts = { from, workers: options.workers, mutant: options.mutant ?? null, strategy: options.strategy, shard: options.shard === undefined ? null : nameOfShard(options.shard) };
  const first = kept.length === 0 ? '' : `, ${counted(kept.length, 'kept capsule')} first`;
  const begun = distilled === null ? '' : `, ${counted(sumOfRuns(distilled, refs), 'distilled run')} among the first`;
  const extent = `${counted(refs.length, 'scenario')}${describeExtent(options)} from seed ${from} on, ${counted(options.workers, 'worker')}${first}${begun}`;
  const reports = openReports(options, { ...facts, extent: `${extent}, ${options.strategy} strategy` });
  const log = new GitHubLog(voice, options);
  log.begin();
  const session = new Session(refs, from, kept, distilled, reports, options);
  const result = await session.run((canary) => voice.say(`hunting the canary ${canary} for ${elapsed(options.canaryFor)} at most`), () => voice.say(`hunting ${extent}`));
  // Whoever has sent a signal waits.
  reports.finish(true, reports.tellsStories && !result.stopped ? await storiesOf(result.findings, options.patience) : undefined);
  const code = new HuntReport(voice, result, { verb: 'hunt', holes: [], ...facts, canaries: session.canaries, unwritten: reports.problem, unreadable }).present();
  reports.close(code);
  log.end(reports.outcome(true));
  return code;
}

const sumOfRuns = (distilled: Distilled, refs: readonly ScenarioRef[]): number => refs.reduce((sum, { name }) => sum + (distilledOf(distilled, name)?.first.length ?? 0), 0);

/** A machine that gets no seed would say that nothing was shown. */
function refuseEmptyShards({ seeds, shard }: HuntOptions): void {
  if (shard !== undefined && seeds !== undefined && seeds < shard.of) throw new BadInput(`--shard: ${counted(seeds, 'seed')} cannot be shared among ${counted(shard.of, 'machine')}`);
}

function describeExtent({ seeds, shard, for: milliseconds, untilSaturated }: HuntOptions): string {
  const part = shard === undefined ? '' : `, part ${nameOfShard(shard)} of them`;
  if (untilSaturated !== undefined) return ` until the next seed shows something new with a chance of ${untilSaturated}${part}`;
  return seeds === undefined ? ` for ${elapsed(milliseconds ?? defaultTime)}${part}` : `, ${counted(seeds, 'seed')} each${part}${milliseconds === undefined ? '' : `, for ${elapsed(milliseconds)} at most`},`;
}

interface Corpus {
  readonly kept: readonly KeptCapsule[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/** The capsules of the scenarios at hand, made with the same mutant or none. */
function readCorpus(options: HuntOptions, refs: readonly ScenarioRef[]): Corpus {
  const { corpus, mutant = null } = options;
  const files = list(corpus);
  const kept = files.flatMap((file) => {
    if (file.kind !== 'capsule' || file.capsule.mutant !== mutant) return [];
    const ref = refs.find(({ name }) => name === file.capsule.scenario);
    return ref === undefined ? [] : [{ path: file.path, ref, capsule: file.capsule }];
  });
  return { kept, unreadable: files.flatMap((file) => (file.kind === 'unreadable' ? [{ path: file.path, reason: file.reason }] : [])) };
}

/** Does it come to an end by itself? */
const isBounded = ({ seeds, untilSaturated }: HuntOptions): boolean => seeds !== undefined || untilSaturated !== undefined;

/** How long a hunt takes that was told nothing, in milliseconds. */
const defaultTime = 20_000;

/** Canaries first, then the hunt, with a line of progress; says at once what it finds; a signal ends it. */
class Session {
  readonly canaries: Canary[] = [];
  private readonly cage: Canaries;
  private readonly reports: Reports;
  private readonly begin: () => Campaign;
  private readonly released: readonly string[];
  private campaign: Campaign | null = null;
  private stopped = false;

  constructor(refs: readonly ScenarioRef[], from: number, kept: readonly KeptCapsule[], distilled: Distilled | null, reports: Reports, options: HuntOptions) {
    const { seeds = null, workers, patience, mutant = null, checkEvery, bail = false, canaryFor, strategy, untilSaturated: untilChance = null } = options;
    this.released = options.canary;
    this.reports = reports;
    this.cage = new Canaries({ refs, milliseconds: canaryFor, from, workers, patience });
    this.begin = () => new Campaign({
      refs,
      seeds,
      sparesHeavy: refs.length > 1,
      milliseconds: options.for ?? (isBounded(options) ? null : defaultTime),
      from,
      shard: options.shard ?? null,
      workers,
      patience,
      mutant,
      strategy,
      ...(distilled === null ? {} : { distilled }),
      covers: true,
      untilChance,
      checkEvery,
      bail: bail ? 'failure' : 'never',
      shrinkRuns: options.shrink ? options.shrinkRuns : 0,
      kept,
      known: this.cage.falseAlarms,
      keep: (capsule) => keep(options.corpus, capsule),
      observe: (event) => reports.observe(event),
    });
  }

  async run(releases: (canary: string) => void, begins: () => void): Promise<CampaignReport> {
    const forget = onSignal(() => this.stop());
    try {
      for (const id of this.released) await this.release(id, releases);
      const campaign = this.begin();
      this.campaign = campaign;
      if (this.stopped) campaign.stop();
      this.reports.follow(() => campaign.report);
      await campaign.open();
      if (!this.stopped) begins();
      return await follow(campaign);
    } finally {
      forget();
    }
  }

  private async release(id: string, releases: (canary: string) => void): Promise<void> {
    if (this.stopped) return;
    releases(id);
    const canary = await this.cage.release(id);
    this.canaries.push(canary);
    this.reports.addCanary(canary);
  }

  private stop(): void {
    this.stopped = true;
    this.cage.stop();
    this.campaign?.stop();
  }
}

async function follow(campaign: Campaign): Promise<CampaignReport> {
  const line = new HuntProgress();
  const progress = new Progress((width) => line.describe(campaign.report, campaign.timeLeft, width));
  const told = new Set<string>();
  const telling = setInterval(() => tellFindings(campaign, told, progress), 250);
  try {
    return await campaign.run();
  } finally {
    clearInterval(telling);
    progress.end();
  }
}

/** A hunt may be killed at any time: what was kept is said when it is kept. */
function tellFindings(campaign: Campaign, told: Set<string>, progress: Progress): void {
  for (const { scenario, signature, seed, capsule } of campaign.report.findings) {
    const key = `${scenario}: ${signature}`;
    if (capsule === null || told.has(key)) continue;
    told.add(key);
    progress.clear();
    process.stderr.write(`found: ${printableLine(key)} (seed ${seed})\n`);
  }
}
