/** `faultline when`: at which step was the failure decided? */
import type { Command } from 'commander';
import { formatTime } from '../../sim/core/time.ts';
import { BadInput } from '../../hunt/bad-input.ts';
import { WorkerLost } from '../../hunt/pool.ts';
import { percent, valueOf, type Share } from '../../hunt/cause/share.ts';
import { formatLine } from '../../hunt/story-line.ts';
import type { WhenResult } from '../../hunt/tasks.ts';
import type { Moment } from '../../hunt/cause/when.ts';
import { openCapsule, sayHeader, type OpenedCapsule } from '../capsules.ts';
import { curvePage, sparkline } from '../curve.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { describeFailure, failureObject } from '../failures.ts';
import { refuseTaken, writeNew } from '../files.ts';
import { budgetOptions, jsonOption, patienceOption, type BudgetOptions, type CommonOptions } from '../options.ts';
import { hurryOrClose, Single } from '../single.ts';
import { Progress, Voice } from '../voice.ts';
import { counted, indented } from '../words.ts';

interface WhenOptions extends CommonOptions, BudgetOptions {
  readonly html?: string;
  readonly patience: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description(
      'Plots the probability of a failure over the steps of its run: what comes after a step is drawn anew, many times, and so many of these runs fail in the same way. ' +
        'Where the curve jumps lies the cause: that step is told.',
    )
    .usage('[options] <capsule>')
    .argument('<capsule...>', 'a capsule')
    .addHelpText('after', afterword);
  for (const option of budgetOptions(2_000)) verb.addOption(option);
  verb
    .option('--html <file>', 'draw the curve: one page that needs no other file, and no network')
    .addOption(patienceOption())
    .addOption(jsonOption())
    .action(async (names: readonly string[], options: WhenOptions) => end(await plot(names, options)));
}

const afterword = `
Faults of the plan strike in all of these runs, at the same times: where the curve is at its top from the beginning, the plan alone decides (see faultline blame).
Runs are spent where the curve rises. With the same --runs the answer is the same; with --time it depends on the machine. Ctrl-C ends it with what it knows.
The exit code is 0: replay judges.

Examples:
  $ faultline when .faultline/versioned-1f3a9c2e-seed17-0be81f33.capsule
  $ faultline when that.capsule --runs 10000 --html when.html

JSON: { verb, exitCode, scenario, seed, mutant, failure: {...}, runs, moments: [{ step, time, share: { failed, runs, low, high } }],
  jump: { from: {moment}, to: {moment} } | null, story: [{ time, step, who, text }] (of the jump), html: path | null }`;

async function plot(names: readonly string[], options: WhenOptions): Promise<ExitCode> {
  if (options.html !== undefined) refuseTaken(options.html);
  const voice = new Voice(options);
  const single = new Single(options.patience, hurryOrClose);
  const progress = new Progress(() => `drawing anew: ${counted(single.pool.underWay[0]?.beats ?? 0, 'run')}`);
  try {
    const opened = await openCapsule(names, voice);
    const result = await single.perform({ kind: 'when', ref: opened.ref, capsule: opened.bytes, runs: options.runs, milliseconds: options.time ?? null });
    progress.end();
    if (!(result instanceof WorkerLost)) return report(voice, opened, result, options);
    return reportLoss(voice, opened, result, single);
  } finally {
    progress.end();
    await single.close();
  }
}

function reportLoss(voice: Voice, { path, capsule, ref }: OpenedCapsule, lost: WorkerLost, { signal }: Single): ExitCode {
  if (lost.reason !== 'stopped') throw new BadInput(`${path}: a run does not come back (${lost.message}): it cannot be drawn anew`);
  voice.say(`stopped by ${signal ?? 'a signal'}`);
  voice.answer({ verb: 'when', exitCode: exitCodes.interrupted, verdict: 'stopped', scenario: ref.name, seed: capsule.seed });
  return exitCodes.interrupted;
}

function report(voice: Voice, opened: OpenedCapsule, result: WhenResult, options: WhenOptions): ExitCode {
  const { capsule, ref } = opened;
  const { curve, failure, story, title } = result;
  sayHeader(voice, opened, title);
  voice.say(describeFailure(voice, failure));
  voice.say();
  for (const line of sparkline(curve)) voice.say(line);
  voice.say();
  for (const moment of curve.moments) voice.say(indented(describeMoment(moment)));
  voice.say();
  voice.say(voice.style('bold', describeJump(result)));
  for (const line of story) voice.say(formatLine(line));
  voice.say(counted(curve.runs, 'run'));
  if (options.html !== undefined) {
    writeNew(options.html, curvePage(`${ref.name}, seed ${capsule.seed}${capsule.mutant === null ? '' : `, mutant ${capsule.mutant}`}`, result, describeJump(result)));
    voice.say(`drawn in ${voice.style('cyan', options.html)}`);
  }
  voice.answer({ verb: 'when', exitCode: exitCodes.pass, scenario: ref.name, seed: capsule.seed, mutant: capsule.mutant, failure: failureObject(failure), runs: curve.runs, moments: curve.moments, jump: curve.jump, story, html: options.html ?? null });
  return exitCodes.pass;
}

function describeMoment({ step, time, share }: Moment): string {
  return `after step ${String(step).padStart(6)}  ${formatTime(time).padStart(14)}  ${percent(valueOf(share)).padStart(6)}  ${interval(share)}`;
}

const interval = ({ failed, runs, low, high }: Share): string => `(${failed} of ${runs}: ${percent(low)} to ${percent(high)})`;

/** In one sentence. */
function describeJump({ curve: { jump, moments } }: WhenResult): string {
  if (jump === null) {
    const [first] = moments;
    return first === undefined || first.share.failed === 0 ? 'Drawn anew, it does not fail: it takes the very draws of this run.' : 'No step decides it: it is as likely at the beginning as at the end.';
  }
  const { from, to } = jump;
  const where = to.step - from.step === 1 ? `at step ${to.step}` : `between steps ${from.step} and ${to.step}`;
  return `It jumps from ${percent(valueOf(from.share))} to ${percent(valueOf(to.share))} ${where}, at ${formatTime(to.time)}:`;
}
