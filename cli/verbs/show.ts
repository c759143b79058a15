/** `faultline show`: the story of a capsule. */
import type { Command } from 'commander';
import { signatureOf, type Failure } from '../../sim/hosts/failure.ts';
import type { Capsule } from '../../sim/world/capsule.ts';
import { BadInput } from '../../hunt/bad-input.ts';
import { WorkerLost } from '../../hunt/pool.ts';
import type { TellResult } from '../../hunt/tasks.ts';
import { openCapsule, sayHeader, type OpenedCapsule } from '../capsules.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { describeFailure, failureObject } from '../failures.ts';
import { jsonOption, patienceOption, type CommonOptions } from '../options.ts';
import { Single } from '../single.ts';
import { sayEnds, sayLines } from '../story.ts';
import { Voice } from '../voice.ts';
import { indented } from '../words.ts';

interface ShowOptions extends CommonOptions {
  readonly full?: boolean;
  readonly patience: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description('Tells the story of a capsule: its plan in words, then one line per event: when, which step, who, and what. s0 is a server, c3 a client.')
    .usage('[options] <capsule>')
    .argument('<capsule...>', 'a capsule')
    .option('--full', 'tell all lines of a long story')
    .addOption(patienceOption())
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (names: readonly string[], options: ShowOptions) => end(await show(names, options)));
}

const afterword = `
The exit code is 0 whatever the run comes to: replay judges, show tells.

Examples:
  $ faultline show .faultline/versioned-1f3a9c2e-seed17-0be81f33.capsule
  $ faultline show that.capsule --full | less
  $ faultline show that.capsule --json | jq -r '.story[] | select(.who == "s0") | .text'

JSON: { verb, exitCode, scenario, title, seed, mutant, shrunk, versions, codeChanged, plan: [lines],
  failure: {...} | null (as recorded), story: [{ time (virtual microseconds), step, who, text }] (all lines) }`;

/** Lines of a long story that are told from its beginning, and from its end. */
const [firstLines, lastLines] = [20, 150] as const;

async function show(names: readonly string[], options: ShowOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const single = new Single(options.patience);
  try {
    const opened = await openCapsule(names, voice);
    const told = await single.perform({ kind: 'tell', ref: opened.ref, capsule: opened.bytes, fromStep: 0 });
    if (told instanceof WorkerLost) return reportLoss(voice, opened, told, single);
    sayAll(voice, opened, told, options.full === true);
    return exitCodes.pass;
  } finally {
    await single.close();
  }
}

function sayAll(voice: Voice, opened: OpenedCapsule, { title, plan, lines, failure: seen }: TellResult, isFull: boolean): void {
  const { capsule, ref } = opened;
  const failure = recordedFailure(capsule, seen);
  sayHeader(voice, opened, title);
  for (const line of plan) voice.say(indented(line));
  voice.say(failure === null ? 'no failure recorded' : describeFailure(voice, failure));
  voice.say();
  if (isFull) sayLines(voice, lines);
  else sayEnds(voice, lines, firstLines, lastLines, '--full');
  voice.answer({
    verb: 'show',
    exitCode: exitCodes.pass,
    scenario: ref.name,
    title,
    seed: capsule.seed,
    mutant: capsule.mutant,
    shrunk: capsule.shrunk,
    versions: capsule.versions,
    codeChanged: capsule.codeHash !== ref.codeHash,
    plan,
    failure: failure === null ? null : failureObject(failure),
    story: lines,
  });
}

/** As it was recorded. A capsule holds no lines of code: those of the same failure today are given with it. */
function recordedFailure({ failure }: Capsule, seen: Failure | null): Failure | null {
  if (failure === null) return null;
  const isSame = seen !== null && signatureOf(seen) === signatureOf(failure);
  return { ...failure, stack: isSame ? seen.stack : null };
}

/** The story of a run that never ends cannot be told to its end. */
function reportLoss(voice: Voice, { path, capsule, ref }: OpenedCapsule, lost: WorkerLost, single: Single): ExitCode {
  if (lost.reason !== 'stopped') throw new BadInput(`${path}: the run does not come back (${lost.message}): there is no story to tell; see faultline replay`);
  voice.say(`stopped by ${single.signal ?? 'a signal'}`);
  voice.answer({ verb: 'show', exitCode: exitCodes.interrupted, verdict: 'stopped', scenario: ref.name, seed: capsule.seed });
  return exitCodes.interrupted;
}
