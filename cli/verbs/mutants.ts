/** `faultline mutants`: every deliberate bug is hunted. */
import type { Command } from 'commander';
import type { Mutant } from '../../sim/core/mutant.ts';
import { writeWhole } from '../../hunt/ci/whole-file.ts';
import { Campaign } from '../../hunt/campaign.ts';
import { keep } from '../../hunt/corpus.ts';
import { fateOf, notHunted, type Fate } from '../../hunt/mutant-fate.ts';
import { Pool } from '../../hunt/pool.ts';
import { referTo } from '../../hunt/reference.ts';
import { mutantsPageOf } from '../../hunt/report/mutants-page.ts';
import type { StrategyName } from '../../hunt/strategies/strategy.ts';
import { exitCodes, verdictWords, worstOf, type End, type ExitCode } from '../exit.ts';
import { corpusOption, count, jsonOption, patienceOption, seed, strategyOption, workersOption, type CommonOptions } from '../options.ts';
import { chooseMutants, scenariosFor } from '../mutant-hunts.ts';
import { onSignal } from '../signals.ts';
import { table, type Column } from '../table.ts';
import { Progress, Voice, type Style } from '../voice.ts';
import { command, counted, grouped } from '../words.ts';

interface MutantsOptions extends CommonOptions {
  readonly seconds: number;
  readonly from: number;
  readonly strategy: StrategyName;
  readonly workers: number;
  readonly corpus: string;
  readonly patience: number;
  readonly in?: readonly string[];
  readonly shrink: boolean;
  readonly html?: string;
}

export function define(verb: Command, end: End): void {
  verb
    .description(
      'Hunts each deliberate bug over the scenarios that run its protocol, until a property fires or its time is up. ' +
        'A property that no bug ever trips proves nothing: the exit code is 0 only if all are found.',
    )
    .argument('[filter...]', 'only mutants whose id contains one of these words, or of this protocol, or of this folder of protocols')
    .option('--in <scenario...>', 'only in these scenarios, or folders of scenarios; default: all that run the protocol')
    .option('--seconds <number>', 'most CPU time for each mutant', count, 60)
    .option('--from <number>', 'the first seed', seed, 0)
    .option('--no-shrink', 'keep what is found as it is: the time goes into hunting')
    .option('--html <file>', 'a report as one page that needs no other file, no script and no network; written anew after each mutant')
    .addOption(strategyOption())
    .addOption(workersOption())
    .addOption(corpusOption())
    .addOption(patienceOption())
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (filters: readonly string[], options: MutantsOptions) => end(await hunt(filters, options)));
}

const afterword = `
Seconds are CPU time of all workers together, up to the first detection; before Node 23.9, they are real time where the system is not Linux.
A mutant that is not found: exit code 15.
Moves are the requests, faults, deviations and lasting ills of the shrunk run, where no script makes them (docs/decisions/0008-shrinking-draws.md); behind the stroke, those of the smallest schedule that was written by hand. After Ctrl-C those not yet found count as not hunted (130, where none was missed).

Examples:
  $ faultline mutants
  $ faultline mutants KV-2 --seconds 10
  $ faultline mutants lockClient --json
  $ faultline mutants replicated-kv --html mutants.html
  $ faultline mutants raft --in replicated-kv/clients-view

JSON: { verb, exitCode, verdict, strategy, mutants: [{ id, title, protocol, hardness, scheduleSize, hunted, found, outcome, scenario, verdict, property, seed,
  seeds, events, wallSeconds, cpuSeconds: number | null, shrunk: { steps, size, moves: number | null, isMinimal } | null, capsule, replay }] }`;

async function hunt(filters: readonly string[], options: MutantsOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const begun = Date.now();
  const chosen = await Promise.all((await chooseMutants(filters)).map(async (mutant) => ({ mutant, scenarios: await scenariosFor(mutant, options.in) })));
  const fates: Fate[] = [];
  // The threads know the code once they have hunted the first.
  const pool = new Pool({ workers: options.workers, patience: options.patience });
  const interruption = { isDue: false, stop: (): void => undefined };
  const progress = new Progress(() => `${fates.length} of ${counted(chosen.length, 'mutant')} hunted, ${fates.filter(({ outcome }) => outcome === 'found').length} found`);
  const forget = onSignal(() => {
    interruption.isDue = true;
    interruption.stop();
  });
  voice.say(`hunting ${counted(chosen.length, 'mutant')}, at most ${counted(options.seconds, 'second')} each, ${counted(options.workers, 'worker')}`);
  const page = (isOver: boolean): void => writePage(options, begun, [...fates, ...chosen.slice(fates.length).map(({ mutant }) => notHunted(mutant))], isOver);
  try {
    // Before anything is done for it: a place that cannot be written is known at once.
    page(false);
    for (const { mutant, scenarios } of chosen) {
      if (interruption.isDue) break;
      const campaign = await begin(mutant, scenarios, pool, options);
      interruption.stop = () => campaign.stop();
      if (interruption.isDue) campaign.stop();
      fates.push(fateOf(mutant, await campaign.run()));
      page(false);
    }
    for (const { mutant } of chosen.slice(fates.length)) fates.push(notHunted(mutant));
    page(!interruption.isDue);
  } finally {
    progress.end();
    forget();
    await pool.close();
  }
  return report(voice, fates, options.strategy, interruption.isDue);
}

/** Whole at any time: whoever is killed leaves what it had. */
function writePage({ html, strategy, seconds, from }: MutantsOptions, begun: number, fates: readonly Fate[], isOver: boolean): void {
  if (html === undefined) return;
  const replay = (path: string): string => command('replay', path);
  writeWhole(html, mutantsPageOf({ fates, strategy, begun, isOver, extent: `from seed ${from} on, at most ${counted(seconds, 'second')} for each`, replay }));
}

async function begin(mutant: Mutant, scenarios: readonly string[], pool: Pool, { seconds, from, strategy, workers, corpus, patience, shrink }: MutantsOptions): Promise<Campaign> {
  return new Campaign({
    refs: await Promise.all(scenarios.map((name) => referTo(name))),
    seeds: null,
    sparesHeavy: true,
    milliseconds: seconds * 1_000,
    clock: 'cpu',
    from,
    workers,
    patience,
    mutant: mutant.id,
    strategy,
    // Each step of a mutant is as pure as those of the correct code.
    checkEvery: 0,
    bail: 'detection',
    shrinkRuns: shrink ? 20_000 : 0,
    kept: [],
    keep: (capsule) => keep(corpus, capsule),
  }, pool);
}

const isTimed = ({ effort }: Fate): boolean => effort.cpuMilliseconds !== null;

const columns = (clock: 'CPU s' | 'wall s'): readonly Column[] => [
  { title: 'mutant' },
  { title: 'found' },
  { title: 'seeds', isNumber: true },
  { title: 'events', isNumber: true },
  { title: clock, isNumber: true },
  { title: 'shrunk to', isNumber: true },
  { title: 'moves, by hand', isNumber: true },
  { title: 'property that fired' },
  { title: 'what is wrong' },
];

const words = { found: 'yes', missed: 'no', 'not hunted': 'not hunted', 'false alarm': 'false alarm' } as const;

function report(voice: Voice, fates: readonly Fate[], strategy: StrategyName, isStopped: boolean): ExitCode {
  for (const line of tableOf(voice, fates)) voice.say(line);
  const missed = fates.filter(({ outcome }) => outcome === 'missed');
  const wrong = worstOf(fates.flatMap(({ outcome, finding }) => (outcome === 'false alarm' && finding !== null ? [finding.failure.kind] : [])));
  const code = wrong !== null ? exitCodes[wrong] : missed.length > 0 ? exitCodes.vacuous : isStopped ? exitCodes.interrupted : exitCodes.pass;
  voice.say();
  for (const line of summary(fates)) voice.say(line);
  voice.answer({ verb: 'mutants', exitCode: code, verdict: wrong !== null ? verdictWords[wrong] : missed.length > 0 ? 'vacuous' : isStopped ? 'stopped' : 'pass', strategy, mutants: fates.map(fateObject) });
  return code;
}

function tableOf(voice: Voice, fates: readonly Fate[]): readonly string[] {
  const clock = fates.every(isTimed) ? 'CPU s' : 'wall s';
  const rows = fates.map(({ mutant, outcome, finding, effort }) => [
    mutant.id,
    words[outcome],
    grouped(effort.seeds),
    grouped(effort.steps),
    ((clock === 'CPU s' ? (effort.cpuMilliseconds ?? 0) : effort.milliseconds) / 1_000).toFixed(2),
    finding?.shrunk == null ? '' : counted(finding.shrunk.steps, 'event'),
    finding?.shrunk?.moves == null || mutant.scheduleSize === undefined ? '' : `${finding.shrunk.moves}/${mutant.scheduleSize}`,
    finding?.failure.property ?? '',
    mutant.title,
  ]);
  const colours: Readonly<Record<string, Style>> = { yes: 'green', no: 'red' };
  const colour = (cell: string): string => voice.style(colours[cell.trim()] ?? 'dim', cell);
  return table(columns(clock), rows, (cell, row, column) => (row < 0 ? voice.style('dim', cell) : column === 1 ? colour(cell) : cell));
}

function summary(fates: readonly Fate[]): readonly string[] {
  const idsOf = (wanted: Fate['outcome']): readonly string[] => fates.flatMap(({ mutant, outcome }) => (outcome === wanted ? [mutant.id] : []));
  const [found, missed, rest] = [idsOf('found'), idsOf('missed'), idsOf('not hunted')];
  const all = counted(fates.length, 'mutant');
  if (found.length === fates.length) return [`all ${all} found`];
  return [
    ...fates.flatMap(({ mutant, outcome, finding }) => (outcome === 'false alarm' && finding !== null ? [`${mutant.id}: ${finding.scenario}, seed ${finding.seed}, fails without it, too: mend the correct code first`] : [])),
    ...(missed.length === 0 ? [] : [`${missed.length} of ${all} not found: ${missed.join(', ')}`]),
    ...(rest.length === 0 ? [] : [`stopped: ${found.length} of ${all} found, ${rest.length} not hunted: ${rest.join(', ')}`]),
  ];
}

function fateObject({ mutant, outcome, finding, effort }: Fate): object {
  const { id, title, protocol, hardness, scheduleSize = null } = mutant;
  return {
    id,
    title,
    protocol,
    hardness,
    scheduleSize,
    hunted: outcome !== 'not hunted',
    found: outcome === 'found',
    outcome,
    scenario: finding?.scenario ?? null,
    verdict: finding?.failure.kind ?? null,
    property: finding?.failure.property ?? null,
    seed: finding?.seed ?? null,
    seeds: effort.seeds,
    events: effort.steps,
    wallSeconds: inSeconds(effort.milliseconds),
    cpuSeconds: effort.cpuMilliseconds === null ? null : inSeconds(effort.cpuMilliseconds),
    shrunk: finding?.shrunk ?? null,
    capsule: finding?.capsule ?? null,
    replay: finding?.capsule == null ? null : command('replay', finding.capsule),
  };
}

/** To a hundredth. */
const inSeconds = (milliseconds: number): number => Math.round(milliseconds / 10) / 100;
