/** `faultline hunt`: many seeds of many scenarios. */
import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { scenarioNames } from '../../scenarios/catalogue.ts';
import type { KeptCapsule } from '../../hunt/campaign-options.ts';
import { Campaign } from '../../hunt/campaign.ts';
import { keep, list } from '../../hunt/corpus.ts';
import { findMutant } from '../../hunt/load.ts';
import { referTo } from '../../hunt/reference.ts';
import type { StrategyName } from '../../hunt/strategies/strategy.ts';
import type { ScenarioRef } from '../../hunt/tasks.ts';
import { HuntReport } from '../hunt-report.ts';
import type { End, ExitCode } from '../exit.ts';
import { chance, count, duration, corpusOption, jsonOption, mutantOption, patienceOption, runsOption, seed, strategyOption, workersOption, type CommonOptions } from '../options.ts';
import { printableLine } from '../printable.ts';
import { scenariosOf } from '../scenarios-of.ts';
import { onSignal } from '../signals.ts';
import { Progress, Voice } from '../voice.ts';
import { counted, elapsed, grouped } from '../words.ts';

interface HuntOptions extends CommonOptions {
  readonly seeds?: number;
  readonly for?: number;
  readonly from?: number;
  readonly strategy: StrategyName;
  readonly untilSaturated?: number;
  readonly workers: number;
  readonly mutant?: string;
  readonly bail?: boolean;
  readonly shrink: boolean;
  readonly shrinkRuns: number;
  readonly checkEvery: number;
  readonly corpus: string;
  readonly patience: number;
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
    .option('--until-saturated <chance>', 'stop at a scenario once the next seed shows something new with at most this chance (0.05)', chance)
    .addOption(workersOption())
    .addOption(mutantOption())
    .option('--bail', 'stop at the first failure')
    .option('--no-shrink', 'keep failures as they were found')
    .addOption(runsOption('--shrink-runs <number>', 'most runs to spend on shrinking one failure'))
    .option('--check-every <number>', 'run one in so many seeds twice, with every step checked', count, 50)
    .addOption(corpusOption())
    .addOption(patienceOption())
    .addOption(jsonOption())
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

Ctrl-C stops it: what was found stays, and the exit code says what (130: nothing).

JSON: { verb, exitCode, verdict, mutant, strategy, from, workers, milliseconds, stopped, chanceOfNew: number | null,
  unkept: why a capsule could not be stored | null,
  scenarios: [{ name, title, seeds, events, checked, seedsPerSecond, verdict, firstFailingSeed, situationsMissed, faults,
    features, chanceOfNew: number | null }],
  findings: [{ scenario, verdict, failure: { kind, property, message, ... }, seed, firstSeed, count, capsule, replay,
    shrunk: { steps, size, moves, isMinimal } | null }],
  kept: [{ path, scenario, verdict }], unreadable: [{ path, reason }], interrupted: [{ scenario, seed, milliseconds, capsule }] }`;

async function hunt(names: readonly string[], options: HuntOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const refs = await Promise.all((await chooseScenarios(names, options.mutant ?? null)).map((name) => referTo(name)));
  const { kept, unreadable } = readCorpus(options, refs);
  for (const { path, reason } of unreadable) voice.say(voice.style('yellow', `skipping ${path}: ${reason}`));
  const { campaign, from } = begin(refs, kept, options);
  const first = kept.length === 0 ? '' : `, ${counted(kept.length, 'kept capsule')} first`;
  await runShowing(campaign, () => voice.say(`hunting ${counted(refs.length, 'scenario')}${describeExtent(options)} from seed ${from} on, ${counted(options.workers, 'worker')}${first}`));
  return new HuntReport(voice, campaign.report, { from, workers: options.workers, mutant: options.mutant ?? null, strategy: options.strategy, unreadable }).present();
}

function describeExtent({ seeds, for: milliseconds, untilSaturated }: HuntOptions): string {
  if (untilSaturated !== undefined) return ` until the next seed shows something new with a chance of ${untilSaturated}`;
  return seeds === undefined ? ` for ${elapsed(milliseconds ?? defaultTime)}` : `, ${counted(seeds, 'seed')} each${milliseconds === undefined ? '' : `, for ${elapsed(milliseconds)} at most`},`;
}

/** The names given, groups unfolded; without any, all. Of groups only what the mutant (if one is asked for) can change. */
async function chooseScenarios(names: readonly string[], mutant: string | null): Promise<readonly string[]> {
  const known = mutant === null ? scenarioNames : await scenariosOf(findMutant(mutant).protocol);
  return names.length === 0 ? known : [...new Set(names.flatMap((name) => unfold(name, known)))];
}

function unfold(name: string, known: readonly string[]): readonly string[] {
  const members = known.filter((candidate) => candidate.startsWith(`${name.replace(/\/$/, '')}/`));
  return members.length > 0 ? members : [name];
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

function begin(refs: readonly ScenarioRef[], kept: readonly KeptCapsule[], options: HuntOptions): { readonly campaign: Campaign; readonly from: number } {
  const { seeds = null, workers, patience, mutant = null, checkEvery, bail = false, strategy, untilSaturated: untilChance = null } = options;
  const from = options.from ?? (seeds === null ? randomInt(0x1_0000_0000) : 0);
  const campaign = new Campaign({
    refs,
    seeds,
    sparesHeavy: refs.length > 1,
    milliseconds: options.for ?? (isBounded(options) ? null : defaultTime),
    from,
    workers,
    patience,
    mutant,
    strategy,
    covers: true,
    untilChance,
    checkEvery,
    bail,
    shrinkRuns: options.shrink ? options.shrinkRuns : 0,
    kept,
    keep: (capsule) => keep(options.corpus, capsule),
  });
  return { campaign, from };
}

/** Runs the campaign with a line of progress; says at once what it finds; a signal ends it. */
async function runShowing(campaign: Campaign, begins: () => void): Promise<void> {
  const forget = onSignal(() => campaign.stop());
  try {
    await campaign.open();
    begins();
    await follow(campaign);
  } finally {
    forget();
  }
}

async function follow(campaign: Campaign): Promise<void> {
  const progress = new Progress(() => describeProgress(campaign));
  const told = new Set<string>();
  const telling = setInterval(() => tellFindings(campaign, told, progress), 250);
  try {
    await campaign.run();
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

function describeProgress(campaign: Campaign): string {
  const { tallies, findings, milliseconds, shrinking } = campaign.report;
  const sum = (of: (tally: (typeof tallies)[number]) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  const [seeds, events, perSecond] = [sum(({ runs }) => runs), sum(({ steps }) => steps), 1_000 / Math.max(1, milliseconds)];
  const left = campaign.timeLeft;
  return [
    `${counted(seeds, 'seed')} (${grouped(seeds * perSecond)}/s)`,
    `${counted(events, 'event')} (${grouped(events * perSecond)}/s)`,
    counted(findings.length, 'failure'),
    ...(shrinking === 0 ? [] : [`${shrinking} shrinking`]),
    left === null ? elapsed(milliseconds) : `${elapsed(left)} left`,
  ].join(', ');
}
