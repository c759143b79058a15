/** `faultline run`: one seed of one scenario. */
import type { Command } from 'commander';
import { formatTime } from '../../sim/core/time.ts';
import type { Counters } from '../../sim/world/counters.ts';
import { decodeCapsule, type Capsule } from '../../sim/world/capsule.ts';
import type { Failure } from '../../sim/hosts/failure.ts';
import { CorpusError, keep } from '../../hunt/corpus.ts';
import { distilledOf } from '../../hunt/distilled.ts';
import { capsuleOfGivenUp, failureOfLoss } from '../../hunt/lost-runs.ts';
import { Pool, WorkerLost } from '../../hunt/pool.ts';
import { referTo } from '../../hunt/reference.ts';
import type { RunResult, ScenarioRef } from '../../hunt/tasks.ts';
import { exitCodeOf, exitCodes, verdictWords, type End, type ExitCode } from '../exit.ts';
import { describeFailure, failureObject } from '../failures.ts';
import { BadInput } from '../../hunt/bad-input.ts';
import { runWords } from '../../hunt/report/run-words.ts';
import { beginningWith, type StrategyName } from '../../hunt/strategies/strategy.ts';
import { distilledFor, distilledOption } from '../distilled-option.ts';
import { refuseTaken } from '../files.ts';
import { corpusOption, htmlOption, jsonOption, mutantOption, patienceOption, seed, seedOption, strategyOption, type CommonOptions } from '../options.ts';
import { drawCapsule } from '../picture.ts';
import { Single } from '../single.ts';
import { Voice } from '../voice.ts';
import { command, counted, grouped } from '../words.ts';

interface RunOptions extends CommonOptions {
  readonly seed: number;
  readonly strategy: StrategyName;
  readonly from?: number;
  readonly distilled?: string;
  readonly mutant?: string;
  readonly checked?: boolean;
  readonly html?: string;
  readonly corpus: string;
  readonly patience: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description('Runs one seed of a scenario and says what came of it. A failure is kept as a capsule.')
    .argument('<scenario>', 'a built-in name, or the path of a scenario file')
    .addOption(seedOption().makeOptionMandatory())
    .addOption(mutantOption())
    .addOption(strategyOption())
    .option('--from <number>', 'the seed at which a strategy that learns begins: all runs from there on are made (default: that of --seed)', seed)
    .addOption(distilledOption())
    .option('--checked', 'compute every step twice on frozen input, and the whole run twice: finds what is not deterministic')
    .addOption(htmlOption())
    .addOption(corpusOption())
    .addOption(patienceOption())
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (scenario: string, options: RunOptions) => end(await run(scenario, options)));
}

const afterword = `
Examples:
  $ faultline run kv/versioned --seed 17
  $ faultline run ./mine.ts --seed 17 --checked
  $ faultline run kv/versioned --seed 0 --mutant KV-21
  $ faultline run lock/fencing --seed 740 --strategy guided --from 0

JSON: { verb, exitCode, verdict: "pass" | "safety" | "not linearizable" | ..., scenario, title, seed, mutant,
  failure: { kind, property, message, step, time, node, stack } | null, events, time (virtual microseconds), hash,
  situations: [names], counters: { faults: { crash: 1, ... }, lost, ... }, html: path | null, capsule: path | null, replay: command | null }`;

async function run(name: string, options: RunOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const { seed, strategy, from: begins = seed, mutant = null, checked = false, patience } = options;
  if (begins > seed) throw new BadInput(`--from ${begins} comes after --seed ${seed}`);
  if (options.html !== undefined) refuseTaken(options.html);
  const single = new Single(patience);
  try {
    const ref = await referTo(name);
    const distilled = distilledFor([ref.name], options);
    const result = await single.perform({ kind: 'run', ref, mutant, seed, checked, strategy, begins, memory: beginningWith(distilled === null ? null : distilledOf(distilled, ref.name)) });
    if (result instanceof WorkerLost) return await reportLoss(voice, ref, options, result, single);
    return await reportResult(voice, ref, options, result, single);
  } finally {
    await single.close();
  }
}

async function reportResult(voice: Voice, ref: ScenarioRef, options: RunOptions, result: RunResult, single: Single): Promise<ExitCode> {
  const { failure, title, steps, time, hash, situations, counters } = result;
  voice.say(`${voice.style('bold', ref.name)}: ${title}`);
  voice.say(`seed ${options.seed}${options.mutant === undefined ? '' : `, mutant ${options.mutant}`}: ${counted(steps, 'event')} in ${formatTime(time)}, hash ${hash}`);
  for (const line of describeCounters(counters)) voice.say(line);
  if (situations.length > 0) voice.say(`reached: ${situations.join(', ')}`);
  const capsule = failure === null ? null : keepOrWarn(voice, options.corpus, decodeCapsule(result.capsule));
  const html = await drawCapsule(voice, single, ref, result.capsule, options.html);
  return conclude(voice, ref, options, failure, capsule, { title, events: steps, time, hash, situations, counters, html });
}

/** The verdict, and the one command that leads back to it. */
function conclude(voice: Voice, ref: ScenarioRef, options: RunOptions, failure: Failure | null, capsule: string | null, details: object): ExitCode {
  const { seed, mutant = null } = options;
  const code = exitCodeOf(failure?.kind ?? null);
  const again = command(...runWords(ref.name, { ...options, begins: options.from ?? seed, distilled: options.distilled ?? null, mutant }));
  const replay = failure === null ? null : capsule === null ? again : command('replay', capsule);
  voice.say(failure === null ? voice.style('green', 'pass') : describeFailure(voice, failure));
  if (replay !== null) voice.say(`  replay: ${voice.style('cyan', replay)}`);
  const verdict = failure === null ? 'pass' : verdictWords[failure.kind];
  voice.answer({ verb: 'run', exitCode: code, verdict, scenario: ref.name, seed, mutant, failure: failure === null ? null : failureObject(failure), ...details, capsule, replay });
  return code;
}

/** The run hung, killed its thread, or was stopped by a signal: its capsule is made from seed and plan. */
async function reportLoss(voice: Voice, ref: ScenarioRef, options: RunOptions, lost: WorkerLost, single: Single): Promise<ExitCode> {
  const failure = lost.reason === 'stopped' ? null : failureOfLoss(lost);
  // Stopped before its first run, the file may be one that never comes to the end of its loading.
  const capsule = lost.seed === null ? null : await makeCapsule(ref, options, failure);
  const path = capsule === null ? null : keepOrWarn(voice, options.corpus, capsule);
  if (failure !== null) return conclude(voice, ref, options, failure, path, {});
  const replay = path === null ? null : command('replay', path);
  voice.say(`stopped by ${single.signal ?? 'a signal'} before seed ${options.seed} came to its end`);
  if (replay !== null) voice.say(`  replay: ${replay}`);
  voice.answer({ verb: 'run', exitCode: exitCodes.interrupted, verdict: 'stopped', scenario: ref.name, seed: options.seed, mutant: options.mutant ?? null, failure: null, capsule: path, replay });
  return exitCodes.interrupted;
}

async function makeCapsule(ref: ScenarioRef, options: RunOptions, failure: Failure | null): Promise<Capsule | null> {
  const { seed, strategy, from = seed, mutant = null } = options;
  const pool = new Pool({ workers: 1, patience: 5_000 });
  try {
    return await capsuleOfGivenUp(pool, { ref, mutant, strategy, memory: null, from }, seed, failure);
  } finally {
    await pool.close();
  }
}

/** The verdict is said even where its capsule cannot be stored. */
function keepOrWarn(voice: Voice, folder: string, capsule: Capsule): string | null {
  try {
    return keep(folder, capsule);
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error;
    voice.say(voice.style('yellow', error.message));
    return null;
  }
}

/** What struck, and what it did: only what happened at all. */
function describeCounters({ faults, ...rest }: Counters): readonly string[] {
  const happened = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [] : [`${name} ${grouped(count)}`])).join(', ');
  const [struck, seen] = [happened(faults), happened({ ...rest })];
  return [...(struck === '' ? [] : [`faults: ${struck}`]), ...(seen === '' ? [] : [`counts: ${seen}`])];
}
