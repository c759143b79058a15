/** `faultline blame`: what a failure needs, and what it does not. */
import type { Command } from 'commander';
import { describeShare, guiltWords } from '../../hunt/cause/blame-words.ts';
import type { Charge } from '../../hunt/cause/blame.ts';
import { BadInput } from '../../hunt/bad-input.ts';
import { WorkerLost } from '../../hunt/pool.ts';
import type { BlameResult } from '../../hunt/tasks.ts';
import { openCapsule, sayHeader, type OpenedCapsule } from '../capsules.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { describeFailure, failureObject } from '../failures.ts';
import { budgetOptions, jsonOption, patienceOption, type BudgetOptions, type CommonOptions } from '../options.ts';
import { hurryOrClose, Single } from '../single.ts';
import { table } from '../table.ts';
import { Progress, Voice } from '../voice.ts';
import { counted } from '../words.ts';

interface BlameOptions extends CommonOptions, BudgetOptions {
  readonly patience: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description(
      'Leaves out each thing of the plan of a failing capsule once: fault, accident of the network, request. Where the run then passes, the rest of it is drawn anew ' +
        'from the moment at which the thing acted, many times with it and many times without: necessary is what makes the difference.',
    )
    .usage('[options] <capsule>')
    .argument('<capsule...>', 'a capsule; a shrunk one says most')
    .addHelpText('after', afterword);
  for (const option of budgetOptions(2_000)) verb.addOption(option);
  verb
    .addOption(patienceOption())
    .addOption(jsonOption())
    .action(async (names: readonly string[], options: BlameOptions) => end(await judge(names, options)));
}

const afterword = `
Verdicts on a thing, with the share of re-drawn runs that fail in the same way (and where the true share lies, with a confidence of 95 %):
  necessary         without it (nearly) none fails
  makes it likelier without it fewer fail
  only by chance    this run passes without it, others fail as often
  in this run       this run passes without it; others hardly fail with it either
  not needed        this run fails without it

With the same --runs the answer is the same; with --time it depends on the machine. Ctrl-C ends it with what it knows. The exit code is 0: replay judges.

Examples:
  $ faultline blame .faultline/versioned-1f3a9c2e-seed17-0be81f33.capsule
  $ faultline blame that.capsule --runs 500 --json

JSON: { verb, exitCode, scenario, seed, mutant, failure: {...}, sentence, runs, isCutShort,
  charges: [{ kind, clause, afterStep, guilt, share: { with: { failed, runs, low, high }, without: {...} } | null }] }`;

async function judge(names: readonly string[], options: BlameOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const single = new Single(options.patience, hurryOrClose);
  const progress = new Progress(() => `trying: ${counted(single.pool.underWay[0]?.beats ?? 0, 'run')}`);
  try {
    const opened = await openCapsule(names, voice);
    const result = await single.perform({ kind: 'blame', ref: opened.ref, capsule: opened.bytes, runs: options.runs, milliseconds: options.time ?? null });
    progress.end();
    if (!(result instanceof WorkerLost)) return report(voice, opened, result);
    return reportLoss(voice, opened, result, single);
  } finally {
    progress.end();
    await single.close();
  }
}

function reportLoss(voice: Voice, { path, capsule, ref }: OpenedCapsule, lost: WorkerLost, { signal }: Single): ExitCode {
  if (lost.reason !== 'stopped') throw new BadInput(`${path}: a run does not come back (${lost.message}): nothing can be left out of it`);
  voice.say(`stopped by ${signal ?? 'a signal'}`);
  voice.answer({ verb: 'blame', exitCode: exitCodes.interrupted, verdict: 'stopped', scenario: ref.name, seed: capsule.seed });
  return exitCodes.interrupted;
}

function report(voice: Voice, opened: OpenedCapsule, { title, failure, sentence, blame: { charges, runs, isCutShort } }: BlameResult): ExitCode {
  const { capsule, ref } = opened;
  sayHeader(voice, opened, title);
  voice.say(describeFailure(voice, failure));
  voice.say();
  voice.say(voice.style('bold', sentence));
  if (charges.length > 0) voice.say();
  for (const line of tableOf(voice, charges)) voice.say(line);
  voice.say();
  voice.say(`${counted(runs, 'run')}${isCutShort ? '; not enough for everything: see --runs and --time' : ''}`);
  voice.answer({ verb: 'blame', exitCode: exitCodes.pass, scenario: ref.name, seed: capsule.seed, mutant: capsule.mutant, failure: failureObject(failure), sentence, runs, isCutShort, charges });
  return exitCodes.pass;
}

const columns = [{ title: 'step', isNumber: true }, { title: 'verdict' }, { title: 'fail with it' }, { title: 'without it' }, { title: 'what' }];

function tableOf(voice: Voice, charges: readonly Charge[]): readonly string[] {
  if (charges.length === 0) return [];
  const rows = charges.map(({ afterStep, guilt, share, clause }) => [String(afterStep), guiltWords[guilt], share === null ? '' : describeShare(share.with), share === null ? '' : describeShare(share.without), clause]);
  return table(columns, rows, (cell, row, column) => {
    if (row < 0) return voice.style('dim', cell);
    return column === 1 && cell.trim() === guiltWords.necessary ? voice.style('red', cell) : cell;
  });
}
