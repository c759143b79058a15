/** `faultline scoreboard`: every deliberate bug is hunted by each strategy, several times. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { fingerprint } from '../../sim/core/fingerprint.ts';
import type { Mutant } from '../../sim/core/mutant.ts';
import { Campaign } from '../../hunt/campaign.ts';
import type { CampaignReport } from '../../hunt/campaign-report.ts';
import { keep } from '../../hunt/corpus.ts';
import { Pool } from '../../hunt/pool.ts';
import { referTo } from '../../hunt/reference.ts';
import { BadInput } from '../../hunt/bad-input.ts';
import { detectionIn, falseAlarmIn } from '../../hunt/detection.ts';
import { barLines, keyOf, pageOf, plotOf, Records, summaryRows, type CampaignRecord } from '../../hunt/scoreboard/index.ts';
import { readDistilled, type Distilled } from '../../hunt/distilled.ts';
import { learning, type StrategyName } from '../../hunt/strategies/strategy.ts';
import { distilledOption } from '../distilled-option.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { chooseMutants, scenariosFor } from '../mutant-hunts.ts';
import { corpusOption, count, jsonOption, patienceOption, seed, strategiesOption, workersOption, type CommonOptions } from '../options.ts';
import { onSignal } from '../signals.ts';
import { table } from '../table.ts';
import { Progress, Voice } from '../voice.ts';
import { counted, elapsed } from '../words.ts';

interface ScoreboardOptions extends CommonOptions {
  readonly strategies: readonly StrategyName[];
  readonly distilled?: string;
  readonly campaigns: number;
  readonly seconds: number;
  readonly every: number;
  readonly in?: readonly string[];
  readonly drawn?: boolean;
  readonly from: number;
  readonly shrink?: boolean;
  readonly workers: number;
  readonly corpus: string;
  readonly patience: number;
  readonly out: string;
}

export function define(verb: Command, end: End): void {
  verb
    .description('Hunts each deliberate bug by each strategy, in several campaigns that begin at different seeds, and writes a table and a plot of how soon they find it.')
    .argument('[filter...]', 'only mutants whose id contains one of these words, or of this protocol, or of this folder of protocols')
    .addOption(strategiesOption())
    .addOption(distilledOption())
    .option('--campaigns <number>', 'of each strategy against each mutant', count, 3)
    .option('--seconds <number>', 'most CPU time for each', count, 300)
    .option('--every <number>', 'only one mutant in so many: a sample', count, 1)
    .option('--in <scenario...>', 'only in these scenarios, or folders of scenarios; default: all that run the protocol')
    .option('--drawn', 'only in scenarios that draw faults: elsewhere all strategies do the same')
    .option('--from <number>', 'the first seed of the first campaign', seed, 0)
    .option('--shrink', 'shrink what the first campaign finds')
    .option('--out <folder>', 'for campaigns.jsonl, scoreboard.md and scoreboard.svg', '.faultline/scoreboard')
    .addOption(workersOption())
    .addOption(corpusOption())
    .addOption(patienceOption())
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (filters: readonly string[], options: ScoreboardOptions) => end(await play(filters, options)));
}

const afterword = `
Campaigns that are in campaigns.jsonl already are not run again, unless they were given up after less time: stop it at will, and go on later.
The exit code says that it was done (0) or stopped (130), not how good the strategies are.

Examples:
  $ faultline scoreboard
  $ faultline scoreboard raft --strategies uniform swarm portfolio --seconds 10 --workers 1
  $ faultline scoreboard --every 9 --campaigns 2 --out board

JSON: { verb, exitCode, verdict, campaigns: [{ mutant, hardness, strategy, distilled: a mark of the runs with which it began, if there were any, from, found, seconds, seeds, events, scenario, property, moves, scheduleSize }],
  bars: ["met: ..."] }`;

/** Throws `BadInput` where no strategy begins with them. */
function boardDistilled(path: string, strategies: readonly StrategyName[]): Distilled {
  if (!strategies.some((strategy) => learning.has(strategy))) throw new BadInput(`--distilled: none of these strategies begins with other runs; those that do are ${[...learning].join(' and ')}`);
  return readDistilled(path);
}

/** Campaigns that begin with others are others. */
const marked = ({ runs }: Distilled): string => (fingerprint(JSON.stringify([...runs])) >>> 0).toString(16).padStart(8, '0');

/** Seeds of different campaigns never meet. */
const seedsPerCampaign = 1_000_000_000;

interface BoardOptions extends ScoreboardOptions {
  /** What `--distilled` names. */
  readonly runs: Distilled | null;
}

/** One campaign to be run. */
interface Match {
  readonly mutant: Mutant;
  readonly strategy: StrategyName;
  /** A mark of the distilled runs with which the strategy begins; null: with none. */
  readonly distilled: string | null;
  readonly from: number;
  readonly isShrunk: boolean;
}

async function play(filters: readonly string[], options: ScoreboardOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const records = new Records(join(options.out, 'campaigns.jsonl'));
  const mutants = (await chooseMutants(filters)).filter((_, i) => i % options.every === 0);
  const distilled = options.distilled === undefined ? null : boardDistilled(options.distilled, options.strategies);
  const matches = matchesOf(shuffled(mutants), options, distilled === null ? null : marked(distilled));
  const due = matches.filter(({ mutant, ...how }) => !records.has({ ...how, mutant: mutant.id }, options.seconds));
  voice.say(`${counted(matches.length, 'campaign')}, ${matches.length - due.length} of them known, at most ${elapsed(options.seconds * 1_000)} of CPU each`);
  const isStopped = await playAll(due, records, { ...options, runs: distilled });
  const wanted = new Set(matches.map(({ mutant, ...how }) => keyOf({ ...how, mutant: mutant.id })));
  return report(voice, records.all.filter((record) => wanted.has(keyOf(record))), isStopped, options.out);
}

/**
 * All strategies meet a mutant one after the other, so that what the machine does otherwise strikes them alike; each time another one comes first, for
 * that one meets code that has not been compiled.
 */
function matchesOf(mutants: readonly Mutant[], { strategies, campaigns, from, shrink = false }: ScoreboardOptions, distilled: string | null): readonly Match[] {
  const numbers = Array.from({ length: campaigns }, (_, campaign) => campaign);
  return numbers.flatMap((campaign) =>
    mutants.flatMap((mutant, i) => rotated(strategies, campaign + i).map((strategy) => ({
      mutant,
      strategy,
      distilled: learning.has(strategy) ? distilled : null,
      from: from + campaign * seedsPerCampaign,
      isShrunk: shrink && campaign === 0,
    }))),
  );
}

/** By their names: a board that was stopped is a sample of the whole. */
function shuffled(mutants: readonly Mutant[]): readonly Mutant[] {
  return mutants.toSorted((a, b) => fingerprint(a.id) - fingerprint(b.id));
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

/** True where a signal stopped it. */
async function playAll(matches: readonly Match[], records: Records, options: BoardOptions): Promise<boolean> {
  const pool = new Pool({ workers: options.workers, patience: options.patience });
  const interruption = { isDue: false, stop: (): void => undefined };
  let [done, found] = [0, 0];
  const progress = new Progress(() => `${done} of ${counted(matches.length, 'campaign')} run, ${found} found`);
  const forget = onSignal(() => {
    interruption.isDue = true;
    interruption.stop();
  });
  try {
    const warmUp = await beginWarmUp(matches, pool, options);
    interruption.stop = () => warmUp.stop();
    if (matches.length > 0 && !interruption.isDue) await warmUp.run();
    for (const match of matches) {
      if (interruption.isDue) break;
      const campaign = await begin(match, pool, options);
      interruption.stop = () => campaign.stop();
      const record = recordOf(match, await campaign.run());
      if (record === null) break;
      records.add(record);
      done++;
      if (record.found) found++;
    }
  } finally {
    progress.end();
    forget();
    await pool.close();
  }
  return interruption.isDue;
}

/** CPU time of the warm-up, in milliseconds. */
const warmUpMilliseconds = 5_000;

/** Code runs several times slower until it has been compiled: before the first campaign all strategies hunt the correct code for a while, for the benefit of nobody. */
async function beginWarmUp(matches: readonly Match[], pool: Pool, { workers, patience, in: places, drawn }: ScoreboardOptions): Promise<Campaign> {
  const names = await Promise.all([...new Set(matches.map(({ mutant }) => mutant))].map((mutant) => scenariosFor(mutant, places, drawn)));
  return new Campaign({
    refs: await Promise.all([...new Set(names.flat())].map((name) => referTo(name))),
    seeds: null,
    sparesHeavy: true,
    milliseconds: warmUpMilliseconds,
    clock: 'cpu',
    from: 0,
    workers,
    patience,
    mutant: null,
    strategy: 'portfolio',
    checkEvery: 0,
    bail: 'never',
    shrinkRuns: 0,
    kept: [],
    keep: () => '',
  }, pool);
}

async function begin({ mutant, strategy, from, isShrunk }: Match, pool: Pool, { seconds, workers, corpus, patience, in: places, drawn, runs }: BoardOptions): Promise<Campaign> {
  return new Campaign({
    refs: await Promise.all((await scenariosFor(mutant, places, drawn)).map((name) => referTo(name))),
    seeds: null,
    sparesHeavy: true,
    milliseconds: seconds * 1_000,
    clock: 'cpu',
    from,
    workers,
    patience,
    mutant: mutant.id,
    strategy,
    ...(runs === null ? {} : { distilled: runs }),
    checkEvery: 0,
    bail: 'detection',
    shrinkRuns: isShrunk ? 20_000 : 0,
    kept: [],
    keep: (capsule) => keep(corpus, capsule),
  }, pool);
}

/** Null of a campaign that was cut short: it has shown nothing. Throws `BadInput` where what ended it is wrong with the correct code. */
function recordOf({ mutant, strategy, distilled, from }: Match, { findings, tallies, stopped }: CampaignReport): CampaignRecord | null {
  const [finding, falseAlarm] = [detectionIn(findings), falseAlarmIn(findings)];
  if (finding === null && falseAlarm !== null) throw new BadInput(`${falseAlarm.scenario}, seed ${falseAlarm.seed}, fails without ${mutant.id}, too (${falseAlarm.failure.property}): mend that first`);
  if (finding === null && stopped) return null;
  const sum = (of: (tally: CampaignReport['tallies'][number]) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  const milliseconds = finding === null ? sum((tally) => tally.cpuMilliseconds ?? tally.milliseconds) : (finding.after.cpuMilliseconds ?? finding.after.milliseconds);
  return {
    mutant: mutant.id,
    hardness: mutant.hardness,
    strategy,
    ...(distilled === null ? {} : { distilled }),
    from,
    found: finding !== null,
    seconds: Math.round(milliseconds) / 1_000,
    seeds: finding?.after.seeds ?? sum(({ runs }) => runs),
    events: finding?.after.steps ?? sum(({ steps }) => steps),
    scenario: finding?.scenario ?? null,
    property: finding?.failure.property ?? null,
    moves: finding?.shrunk?.moves ?? null,
    scheduleSize: mutant.scheduleSize ?? null,
  };
}

function report(voice: Voice, records: readonly CampaignRecord[], isStopped: boolean, folder: string): ExitCode {
  const [titles = [], ...rows] = summaryRows(records);
  for (const line of table(titles.map((title, i) => ({ title, isNumber: i > 0 })), rows)) voice.say(line);
  voice.say();
  for (const line of barLines(records)) voice.say(line);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'scoreboard.md'), pageOf(records));
  writeFileSync(join(folder, 'scoreboard.svg'), plotOf(records));
  voice.say(`${isStopped ? 'stopped; so far ' : ''}written to ${voice.style('cyan', join(folder, 'scoreboard.md'))} and ${voice.style('cyan', join(folder, 'scoreboard.svg'))}`);
  const code = isStopped ? exitCodes.interrupted : exitCodes.pass;
  voice.answer({ verb: 'scoreboard', exitCode: code, verdict: isStopped ? 'stopped' : 'pass', campaigns: records, bars: barLines(records) });
  return code;
}
