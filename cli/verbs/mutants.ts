/** `faultline mutants`: every deliberate bug is hunted. */
import type { Command } from 'commander';
import type { FailureKind } from '../../sim/hosts/failure.ts';
import type { Mutant } from '../../sim/core/mutant.ts';
import { allMutants } from '../../scenarios/mutants.ts';
import { BadInput, didYouMean } from '../../hunt/bad-input.ts';
import type { CampaignReport, Finding } from '../../hunt/campaign-report.ts';
import { Campaign } from '../../hunt/campaign.ts';
import { keep } from '../../hunt/corpus.ts';
import { referTo } from '../../hunt/reference.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { corpusOption, count, jsonOption, patienceOption, seed, workersOption, type CommonOptions } from '../options.ts';
import { builtin } from '../../scenarios/catalogue.ts';
import { scenariosOf } from '../scenarios-of.ts';
import { onSignal } from '../signals.ts';
import { table } from '../table.ts';
import { Progress, Voice } from '../voice.ts';
import { command, counted, grouped } from '../words.ts';

interface MutantsOptions extends CommonOptions {
  readonly seconds: number;
  readonly from: number;
  readonly workers: number;
  readonly corpus: string;
  readonly patience: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description(
      'Hunts each deliberate bug over the scenarios that run its protocol, until a property fires or its time is up. ' +
        'A property that no bug ever trips proves nothing: the exit code is 0 only if all are found.',
    )
    .argument('[filter...]', 'only mutants whose id contains one of these words, or of this protocol')
    .option('--seconds <number>', 'most real time for each mutant', count, 60)
    .option('--from <number>', 'the first seed', seed, 0)
    .addOption(workersOption())
    .addOption(corpusOption())
    .addOption(patienceOption())
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (filters: readonly string[], options: MutantsOptions) => end(await hunt(filters, options)));
}

const afterword = `
Seconds are those of all workers together, up to the first detection. A mutant that is not found: exit code 15.

Examples:
  $ faultline mutants
  $ faultline mutants KV-2 --seconds 10
  $ faultline mutants lockClient --json

JSON: { verb, exitCode, verdict, mutants: [{ id, title, protocol, hardness, found, scenario, verdict, property, seed,
  seeds, events, seconds, shrunk: { steps, size, isMinimal } | null, capsule, replay }] }`;

/** What became of one mutant. */
interface Fate {
  readonly mutant: Mutant;
  readonly finding: Finding | null;
  readonly seeds: number;
  readonly events: number;
  readonly seconds: number;
}

async function hunt(filters: readonly string[], options: MutantsOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const chosen = chooseMutants(filters);
  const fates: Fate[] = [];
  const state = { stopped: false, stop: (): void => undefined };
  const progress = new Progress(() => `${fates.length} of ${counted(chosen.length, 'mutant')} hunted, ${fates.filter(({ finding }) => finding !== null).length} found`);
  const forget = onSignal(() => {
    state.stopped = true;
    state.stop();
  });
  try {
    for (const mutant of chosen) {
      if (state.stopped) break;
      const campaign = await begin(mutant, options);
      state.stop = () => campaign.stop();
      fates.push(fateOf(mutant, await campaign.run()));
    }
  } finally {
    progress.end();
    forget();
  }
  return report(voice, fates, state.stopped);
}

function chooseMutants(filters: readonly string[]): readonly Mutant[] {
  const matches = ({ id, protocol }: Mutant): boolean => filters.some((filter) => id.toLowerCase().includes(filter.toLowerCase()) || protocol === filter);
  const chosen = filters.length === 0 ? allMutants : allMutants.filter(matches);
  if (chosen.length > 0) return chosen;
  throw new BadInput(`no mutant matches ${filters.join(' or ')}${didYouMean(filters[0] ?? '', allMutants.flatMap(({ id, protocol }) => [id, protocol]))}`);
}

/** A heavy scenario costs seconds before it says anything: it is hunted only where there is no other. */
function scenariosFor({ protocol }: Mutant): readonly string[] {
  const names = scenariosOf(protocol);
  const light = names.filter((name) => !builtin(name).heavy);
  return light.length > 0 ? light : names;
}

async function begin(mutant: Mutant, { seconds, from, workers, corpus, patience }: MutantsOptions): Promise<Campaign> {
  return new Campaign({
    refs: await Promise.all(scenariosFor(mutant).map((name) => referTo(name))),
    seeds: null,
    sparesHeavy: true,
    milliseconds: seconds * 1_000,
    from,
    workers,
    patience,
    mutant: mutant.id,
    // Each step of a mutant is as pure as those of the correct code.
    checkEvery: 0,
    bail: true,
    shrinkRuns: 20_000,
    kept: [],
    keep: (capsule) => keep(corpus, capsule),
  });
}

/** A bug is found where something is seen to be wrong; that something could not be seen, or did not happen, is no detection. */
const detections: ReadonlySet<FailureKind> = new Set(['safety', 'notLinearizable', 'liveness'] as const);

function fateOf(mutant: Mutant, { findings, tallies }: CampaignReport): Fate {
  const finding = findings.find(({ failure }) => detections.has(failure.kind)) ?? null;
  const sum = (of: (tally: CampaignReport['tallies'][number]) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  const after = finding?.after ?? { seeds: sum(({ runs }) => runs), steps: sum(({ steps }) => steps), milliseconds: sum(({ milliseconds }) => milliseconds) };
  return { mutant, finding, seeds: after.seeds, events: after.steps, seconds: after.milliseconds / 1_000 };
}

const columns = [
  { title: 'mutant' },
  { title: 'found' },
  { title: 'seeds', isNumber: true },
  { title: 'events', isNumber: true },
  { title: 'seconds', isNumber: true },
  { title: 'shrunk to', isNumber: true },
  { title: 'property that fired' },
  { title: 'what is wrong' },
];

function report(voice: Voice, fates: readonly Fate[], stopped: boolean): ExitCode {
  const rows = fates.map(({ mutant, finding, seeds, events, seconds }) => [
    mutant.id,
    finding === null ? 'no' : 'yes',
    grouped(seeds),
    grouped(events),
    seconds.toFixed(1),
    finding?.shrunk == null ? '' : counted(finding.shrunk.steps, 'event'),
    finding?.failure.property ?? '',
    mutant.title,
  ]);
  const colour = (cell: string): string => voice.style(cell.trim() === 'yes' ? 'green' : 'red', cell);
  for (const line of table(columns, rows, (cell, row, column) => (row < 0 ? voice.style('dim', cell) : column === 1 ? colour(cell) : cell))) voice.say(line);
  const missed = fates.filter(({ finding }) => finding === null);
  const code = missed.length > 0 ? exitCodes.vacuous : stopped ? exitCodes.interrupted : exitCodes.pass;
  voice.say();
  voice.say(missed.length === 0 ? `all ${counted(fates.length, 'mutant')} found` : `${missed.length} of ${counted(fates.length, 'mutant')} not found: ${missed.map(({ mutant }) => mutant.id).join(', ')}`);
  voice.answer({ verb: 'mutants', exitCode: code, verdict: missed.length > 0 ? 'vacuous' : stopped ? 'stopped' : 'pass', mutants: fates.map(fateObject) });
  return code;
}

function fateObject({ mutant, finding, seeds, events, seconds }: Fate): object {
  const { id, title, protocol, hardness } = mutant;
  return {
    id,
    title,
    protocol,
    hardness,
    found: finding !== null,
    scenario: finding?.scenario ?? null,
    verdict: finding?.failure.kind ?? null,
    property: finding?.failure.property ?? null,
    seed: finding?.seed ?? null,
    seeds,
    events,
    seconds: Math.round(seconds * 10) / 10,
    shrunk: finding?.shrunk ?? null,
    capsule: finding?.capsule ?? null,
    replay: finding?.capsule == null ? null : command('replay', finding.capsule),
  };
}
