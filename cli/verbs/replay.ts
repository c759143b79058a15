/** `faultline replay`: is it the same, step by step? */
import type { Command } from 'commander';
import { statSync } from 'node:fs';
import { decodeCapsule } from '../../sim/world/capsule.ts';
import { signatureOf, type Failure } from '../../sim/hosts/failure.ts';
import { BadInput } from '../../hunt/bad-input.ts';
import { failureOfLoss } from '../../hunt/lost-runs.ts';
import { WorkerLost } from '../../hunt/pool.ts';
import { referTo } from '../../hunt/reference.ts';
import type { ReplayVerdict } from '../../hunt/replay.ts';
import type { StoryLine } from '../../hunt/story-line.ts';
import type { ReplayResult, ScenarioRef } from '../../hunt/tasks.ts';
import { openCapsule, sayHeader, type OpenedCapsule } from '../capsules.ts';
import { sayDrift } from '../drift.ts';
import { exitCodeOf, exitCodes, type End, type ExitCode } from '../exit.ts';
import { describeFailure, failureObject } from '../failures.ts';
import { refuseTaken } from '../files.ts';
import { htmlOption, jsonOption, mutantOption, patienceOption, seedOption, type CommonOptions } from '../options.ts';
import { drawCapsule } from '../picture.ts';
import { Single } from '../single.ts';
import { sayEnds, sayLines } from '../story.ts';
import { Voice } from '../voice.ts';
import { counted } from '../words.ts';
import { replayFolder } from './replay-folder.ts';

interface ReplayOptions extends CommonOptions {
  readonly seed?: number;
  readonly mutant?: string;
  readonly story?: boolean;
  readonly html?: string;
  readonly patience: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description(
      'Plays a capsule again and compares every step with what it recorded; the first one that differs is named, with its node. ' +
        'With other code, a failure that has gone is looked for nearby before it counts as fixed. ' +
        'With a scenario and --seed: runs that seed twice and compares the two. Then tells how the run ends. With a folder: plays all capsules in it.',
    )
    .usage('[options] <capsule or folder>')
    .argument('<capsule...>', 'a capsule, a folder of them, or with --seed a scenario')
    .addOption(seedOption())
    .addOption(mutantOption())
    .option('--story', 'tell the whole story, not only its end')
    .addOption(htmlOption())
    .addOption(patienceOption())
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (names: readonly string[], options: ReplayOptions) => end(await replay(names, options)));
}

const afterword = `
Verdicts:
  identical         the same code did exactly the same        exit code of the failure, 0 where it passes
  nondeterministic  the same code did something else          13
  still fails       other code, the same failure              exit code of the failure
  drifted           other code, another failure               exit code of the failure
  fixed             other code (or a run given up): it passes 0
Of a folder: the exit code of the worst failure; without one, 2 where a file could not be read, else 0.
Drifted, by name: what of the plan did not find its event with other code, and what was taken in its place.

Examples:
  $ faultline replay .faultline/versioned-1f3a9c2e-seed17-0be81f33.capsule
  $ faultline replay kv/versioned --seed 17 --story
  $ faultline replay that.capsule --html why.html
  $ faultline replay kept --json > kept.json

JSON: { verb, exitCode, verdict, scenario, seed, mutant, codeChanged, events, time, hash, failure: {...} | null,
  difference: { message, step, node, ... } | null, drift: [{ what, instead: name | null }], html: path | null, story: [{ time, step, who, text }] };
of a folder: { verb, exitCode, folder, stopped, capsules: [{ path, scenario, seed, mutant, verdict, status, recorded, signature, drift, reason }] }`;

async function replay(names: readonly string[], options: ReplayOptions): Promise<ExitCode> {
  if (options.html !== undefined) refuseTaken(options.html);
  const folder = options.seed === undefined ? folderAmong(names, options) : null;
  if (folder !== null) return replayFolder(folder, options);
  const single = new Single(options.patience);
  try {
    if (options.seed !== undefined) return await replaySeed(names, options.seed, options, single);
    if (options.mutant !== undefined) throw new BadInput('--mutant goes with --seed: a capsule names its own mutant');
    const opened = await openCapsule(names, new Voice(options));
    return await new CapsuleReplay(opened, 'the capsule', options, single).run();
  } finally {
    await single.close();
  }
}

/** Null where none is named. */
function folderAmong(names: readonly string[], { story, html, mutant }: ReplayOptions): string | null {
  const folder = names.find((name) => statSync(name, { throwIfNoEntry: false })?.isDirectory() === true);
  if (folder === undefined) return null;
  if (names.length > 1) throw new BadInput(`${folder} is a folder: name it alone, or capsules one by one`);
  const extra = [story === true ? '--story' : null, html === undefined ? null : '--html', mutant === undefined ? null : '--mutant'].find((flag) => flag !== null);
  if (extra !== undefined) throw new BadInput(`${extra} is for one capsule: ${folder} is a folder`);
  return folder;
}

/** How many lines of a story are told where it is not asked for. */
const endLines = 30;

/** So many steps are enough for that many lines, mostly. */
const endSteps = 60;

/** What a run is compared with. */
type Twin = 'the capsule' | 'a second run';

class CapsuleReplay {
  private readonly voice: Voice;
  private readonly opened: OpenedCapsule;
  private readonly twin: Twin;
  private readonly options: ReplayOptions;
  private readonly single: Single;

  constructor(opened: OpenedCapsule, twin: Twin, options: ReplayOptions, single: Single) {
    this.voice = new Voice(options);
    this.opened = opened;
    this.twin = twin;
    this.options = options;
    this.single = single;
  }

  async run(): Promise<ExitCode> {
    const { voice, opened } = this;
    const { ref, bytes } = opened;
    const result = await this.single.perform({ kind: 'replay', ref, capsule: bytes });
    if (result instanceof WorkerLost) return this.reportLoss(result);
    sayHeader(voice, opened, result.title);
    this.sayVerdict(result);
    const failure = result.verdict === 'nondeterministic' ? result.difference : result.failure;
    const story = failure === null && this.options.story !== true ? [] : await this.tell(result);
    const html = await drawCapsule(voice, this.single, ref, result.found ?? bytes, this.options.html);
    return this.conclude(result.verdict, failure, { ...result, story, html });
  }

  private sayVerdict({ verdict, failure, difference, drift, steps, hash }: ReplayResult): void {
    const { voice, twin } = this;
    const words: Readonly<Record<ReplayVerdict, string>> = {
      identical: `the same ${counted(steps, 'event')} as in ${twin}, hash ${hash}`,
      nondeterministic: isAsRecorded(this.opened, difference) ? 'checked step by step, it fails as the capsule says' : `the same code did something else than in ${twin}`,
      'still fails': 'in the same way, with other code',
      fixed: `the run passes, after ${counted(steps, 'event')}`,
      drifted: 'it fails in another way than the capsule says',
    };
    const colour = verdict === 'nondeterministic' || verdict === 'drifted' ? 'red' : verdict === 'fixed' ? 'green' : 'bold';
    voice.say(`${voice.style(colour, verdict)}: ${words[verdict]}`);
    if (verdict === 'nondeterministic' && difference !== null) voice.say(describeFailure(voice, difference));
    sayDrift(voice, drift, 2);
    if (failure !== null) voice.say(describeFailure(voice, failure));
    else if (verdict === 'identical') voice.say(voice.style('green', 'pass'));
  }

  /** The whole story, or what led to its end or to the first difference. */
  private async tell({ steps, difference, verdict, found }: ReplayResult): Promise<readonly StoryLine[]> {
    const until = verdict === 'nondeterministic' ? (difference?.step ?? steps) : steps;
    const fromStep = this.options.story === true ? 0 : Math.max(0, until - endSteps);
    const told = await this.single.perform({ kind: 'tell', ref: this.opened.ref, capsule: found ?? this.opened.bytes, fromStep });
    if (told instanceof WorkerLost) return [];
    this.voice.say();
    if (this.options.story === true) sayLines(this.voice, told.lines);
    else sayEnds(this.voice, told.lines, 0, endLines, '--story');
    return told.lines;
  }

  /** It hung, killed its thread, or was stopped. */
  private reportLoss(lost: WorkerLost): ExitCode {
    const { voice, opened, single } = this;
    if (lost.reason === 'stopped') {
      voice.say(`stopped by ${single.signal ?? 'a signal'}`);
      voice.answer({ verb: 'replay', exitCode: exitCodes.interrupted, verdict: 'stopped', scenario: opened.ref.name, seed: opened.capsule.seed });
      return exitCodes.interrupted;
    }
    const failure = failureOfLoss(lost);
    const before = opened.capsule.failure;
    const verdict = before !== null && signatureOf(before) === signatureOf(failure) ? 'still fails' : 'drifted';
    voice.say(voice.style('bold', verdict));
    voice.say(describeFailure(voice, failure));
    return this.conclude(verdict, failure, null);
  }

  private conclude(verdict: ReplayVerdict, failure: Failure | null, result: (ReplayResult & { readonly story: readonly StoryLine[]; readonly html: string | null }) | null): ExitCode {
    const { ref, capsule } = this.opened;
    const code = exitCodeOf(failure?.kind ?? null);
    this.voice.answer({
      verb: 'replay',
      exitCode: code,
      verdict,
      scenario: ref.name,
      seed: capsule.seed,
      mutant: capsule.mutant,
      codeChanged: capsule.codeHash !== ref.codeHash,
      events: result?.steps ?? null,
      time: result?.time ?? null,
      hash: result?.hash ?? null,
      failure: failure === null ? null : failureObject(failure),
      difference: result?.difference == null ? null : failureObject(result.difference),
      drift: result?.drift ?? [],
      html: result?.html ?? null,
      story: result?.story ?? [],
    });
    return code;
  }
}

/** A node that is not pure may do the same in a plain run: only checked, it shows what was recorded of it. */
function isAsRecorded({ capsule }: OpenedCapsule, difference: Failure | null): boolean {
  return capsule.failure !== null && difference !== null && signatureOf(capsule.failure) === signatureOf(difference);
}

/** A seed is its own capsule: run twice, with every step checked. */
async function replaySeed([name = '', ...others]: readonly string[], seed: number, options: ReplayOptions, single: Single): Promise<ExitCode> {
  if (others.length > 0) throw new BadInput(`expected one scenario with --seed, got ${others.length + 1}`);
  const voice = new Voice(options);
  const ref: ScenarioRef = await referTo(name);
  const result = await single.perform({ kind: 'run', ref, mutant: options.mutant ?? null, seed, checked: true, strategy: 'swarm', begins: seed, memory: null });
  const path = `${name} --seed ${seed}`;
  if (result instanceof WorkerLost) {
    const failure = failureOfLoss(result);
    voice.say(describeFailure(voice, failure));
    const code = result.reason === 'stopped' ? exitCodes.interrupted : exitCodeOf(failure.kind);
    voice.answer({ verb: 'replay', exitCode: code, verdict: result.reason === 'stopped' ? 'stopped' : 'still fails', scenario: ref.name, seed, failure: failureObject(failure) });
    return code;
  }
  const opened = { path, capsule: decodeCapsule(result.capsule), bytes: result.capsule, ref };
  return new CapsuleReplay(opened, 'a second run', options, single).run();
}
