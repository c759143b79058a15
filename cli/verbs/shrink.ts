/** `faultline shrink`: the smallest plan that still fails in the same way. */
import { dirname } from 'node:path';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { decodeCapsule } from '../../sim/world/capsule.ts';
import { BadInput } from '../../hunt/bad-input.ts';
import { keep, sizeOfPlan } from '../../hunt/corpus.ts';
import { WorkerLost } from '../../hunt/pool.ts';
import type { ShrinkResult } from '../../hunt/tasks.ts';
import { openCapsule, type OpenedCapsule } from '../capsules.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { describeFailure, failureObject } from '../failures.ts';
import { writeNew } from '../files.ts';
import { jsonOption, patienceOption, runsOption, type CommonOptions } from '../options.ts';
import { scenarioFile } from '../scenario-file.ts';
import { hurryOrClose, Single } from '../single.ts';
import { Progress, Voice } from '../voice.ts';
import { command, counted, grouped } from '../words.ts';

interface ShrinkOptions extends CommonOptions {
  readonly runs: number;
  readonly out?: string;
  readonly scenario?: string;
  readonly patience: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description(
      'Takes from the plan of a capsule whatever its failure does not need: faults, accidents of the network, operations, clients. ' +
        'Ends when nothing more can go: each single removal has been tried. The result is kept beside the capsule, in place of a larger one of the same failure.',
    )
    .usage('[options] <capsule>')
    .argument('<capsule...>', 'a capsule')
    .addOption(runsOption('--runs <number>', 'most runs to spend'))
    .option('--out <file>', 'write the result to this new file instead')
    .option('--scenario <file>', 'write the result as a scenario file, too (.ts)')
    .addOption(patienceOption())
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (names: readonly string[], options: ShrinkOptions) => end(await shrink(names, options)));
}

const afterword = `
Ctrl-C ends it with what it has reached. The exit code is 0 where a capsule was written.

Examples:
  $ faultline shrink .faultline/versioned-1f3a9c2e-seed17-0be81f33.capsule
  $ faultline shrink that.capsule --out smaller.capsule --scenario the-bug.ts

JSON: { verb, exitCode, scenario, seed, mutant, failure: {...}, runs, isMinimal,
  before: { events, size }, after: { events, size }, capsule, scenarioFile: path | null, replay }`;

async function shrink(names: readonly string[], options: ShrinkOptions): Promise<ExitCode> {
  refuseTaken(options);
  const voice = new Voice(options);
  const single = new Single(options.patience, hurryOrClose);
  const progress = new Progress(() => `shrinking: ${counted(single.pool.underWay[0]?.beats ?? 0, 'run')}`);
  try {
    const opened = await openCapsule(names, voice);
    const result = await single.perform({ kind: 'shrink', ref: opened.ref, capsule: opened.bytes, runs: options.runs, milliseconds: null });
    progress.end();
    if (result instanceof WorkerLost) return reportLoss(voice, opened, result, single);
    return report(voice, opened, result, options);
  } finally {
    progress.end();
    await single.close();
  }
}

function reportLoss(voice: Voice, { path, capsule, ref }: OpenedCapsule, lost: WorkerLost, { signal }: Single): ExitCode {
  if (lost.reason !== 'stopped') throw new BadInput(`${path}: a run does not come back (${lost.message}): it cannot be shrunk`);
  voice.say(`stopped by ${signal ?? 'a signal'}`);
  voice.answer({ verb: 'shrink', exitCode: exitCodes.interrupted, verdict: 'stopped', scenario: ref.name, seed: capsule.seed });
  return exitCodes.interrupted;
}

/** Said before the work, not after it. */
function refuseTaken({ out, scenario }: ShrinkOptions): void {
  for (const file of [out, scenario]) {
    if (file !== undefined && existsSync(file)) throw new BadInput(`${file}: there is such a file already, and it stays as it is`);
  }
  if (scenario !== undefined && !/\.m?ts$/.test(scenario)) throw new BadInput(`${scenario}: expected the name of a scenario file to end with .ts`);
}

function report(voice: Voice, { path, capsule, ref }: OpenedCapsule, result: ShrinkResult, options: ShrinkOptions): ExitCode {
  const smallest = decodeCapsule(result.capsule);
  const kept = options.out ?? keep(dirname(path), smallest);
  if (options.out !== undefined) writeNew(options.out, result.capsule);
  if (options.scenario !== undefined) writeNew(options.scenario, scenarioFile(options.scenario, ref, smallest));
  const [before, after] = [capsule, smallest].map(({ steps, plan }) => ({ events: steps, size: sizeOfPlan(plan) }));
  const replay = command('replay', kept);
  voice.say(describeFailure(voice, result.failure));
  voice.say(`${counted(before?.size ?? 0, 'thing')} in the plan and ${counted(before?.events ?? 0, 'event')} became ${grouped(after?.size ?? 0)} and ${grouped(after?.events ?? 0)}, in ${counted(result.runs, 'run')}`);
  voice.say(result.isMinimal ? voice.style('green', 'nothing can be taken away: each single removal has been tried') : voice.style('yellow', 'not all has been tried: shrink it again to go on'));
  if (options.scenario !== undefined) voice.say(`as a scenario: ${options.scenario}`);
  voice.say(`replay: ${voice.style('cyan', replay)}`);
  voice.answer({
    verb: 'shrink',
    exitCode: exitCodes.pass,
    scenario: ref.name,
    seed: capsule.seed,
    mutant: capsule.mutant,
    failure: failureObject(result.failure),
    runs: result.runs,
    isMinimal: result.isMinimal,
    before,
    after,
    capsule: kept,
    scenarioFile: options.scenario ?? null,
    replay,
  });
  return exitCodes.pass;
}
