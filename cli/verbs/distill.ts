/** `faultline distill`: which of many runs are worth making first, the next time? */
import type { Command } from 'commander';
import type { ScenarioRef, DistillResult } from '../../hunt/tasks.ts';
import { distilledSoFar, refuseUnwritable, writeDistilled } from '../../hunt/distilled.ts';
import { failureOfLoss, performOrLose } from '../../hunt/lost-runs.ts';
import { Pool, WorkerLost } from '../../hunt/pool.ts';
import { referTo } from '../../hunt/reference.ts';
import type { DrawnRun } from '../../hunt/strategies/strategy.ts';
import type { Failure } from '../../sim/hosts/failure.ts';
import { builtins, isLab } from '../../scenarios/catalogue.ts';
import { chooseScenarios } from '../choose-scenarios.ts';
import { exitCodeOf, exitCodes, verdictWords, worstOf, type End, type ExitCode } from '../exit.ts';
import { describeFailure } from '../failures.ts';
import { count, jsonOption, patienceOption, seed, workersOption, type CommonOptions } from '../options.ts';
import { onSignal } from '../signals.ts';
import { table } from '../table.ts';
import { Progress, Voice } from '../voice.ts';
import { command, counted, grouped } from '../words.ts';

interface DistillOptions extends CommonOptions {
  readonly seeds: number;
  readonly from: number;
  readonly out: string;
  readonly workers: number;
  readonly patience: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description(
      'Runs many seeds of the code as it is, and writes down those that together show the most of what its nodes can do, for the fewest events. ' +
        'The next hunt begins with them (hunt --strategy guided --distilled <file>): what is changed by then is mostly met sooner.',
    )
    .argument('[scenario...]', 'built-in names, groups of them (kv, raft), or paths of scenario files; default: all of this package that draw something, but for heavy ones and the tests of the labs')
    .option('--seeds <number>', 'how many to look at in each scenario', count, 100)
    .option('--from <number>', 'the first seed', seed, 0)
    .option('--out <file>', 'what to write; of scenarios that are not looked at now, what stands there stays', '.faultline/distilled.json')
    .addOption(workersOption())
    .addOption(patienceOption())
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (names: readonly string[], options: DistillOptions) => end(await play(names, options)));
}

const afterword = `
The same code and seeds choose the same runs, however many the workers. Distill code that passes, for instance each night, keep the file (or commit
it), and let the hunts of all changes begin with it. A run that fails is a finding, and is not written down: faultline hunt shrinks and keeps it.

Examples:
  $ faultline distill
  $ faultline distill raft kv --seeds 1000 --out seeds.json
  $ faultline distill ./mine.ts
  $ faultline hunt ./mine.ts --strategy guided --distilled .faultline/distilled.json

JSON: { verb, exitCode, verdict, out, scenarios: [{ name, seeds, events, transitions, chosen: number | null, failing: { seed, strategy: null where its run never came back, property } | null }] }
  chosen: null where nothing is drawn, or a run never came back: what the file had of the scenario stays

Ctrl-C ends it, and writes nothing.`;

/** What came of one scenario. */
interface Row extends Omit<DistillResult, 'kind' | 'failing'> {
  readonly ref: ScenarioRef;
  /** `by`: null where its run never came back. */
  readonly failing: { readonly run: { readonly by: DrawnRun['by'] | null; readonly seed: number }; readonly failure: Failure } | null;
}

async function play(names: readonly string[], { seeds, from, out, workers, patience, json = false }: DistillOptions): Promise<ExitCode> {
  const voice = new Voice({ json });
  const before = distilledSoFar(out);
  refuseUnwritable(out);
  const refs = await Promise.all((names.length === 0 ? await worthwhile() : await chooseScenarios(names, null)).map((name) => referTo(name)));
  voice.say(`looking at ${counted(seeds, 'seed')} of ${counted(refs.length, 'scenario')}, from seed ${from} on`);
  const rows = await distillAll(refs, { seeds, from, workers, patience });
  if (rows === null) return conclude(voice, [], { out, code: exitCodes.interrupted, verdict: 'stopped' });
  const chosen = rows.flatMap((row) => (row.chosen === null ? [] : [[row.ref.name, row.chosen] as const]));
  writeDistilled(out, new Map([...before, ...chosen]));
  const worst = worstOf(rows.flatMap(({ failing }) => (failing === null ? [] : [failing.failure.kind])));
  return conclude(voice, rows, { out, code: exitCodeOf(worst), verdict: worst === null ? 'pass' : verdictWords[worst] });
}

/** Those whose runs cost seconds say little in so many events; the tests of the labs hardly differ from seed to seed. */
async function worthwhile(): Promise<readonly string[]> {
  const names = (await chooseScenarios([], null)).filter((name) => !isLab(name));
  const scenarios = await builtins(names);
  return names.filter((name) => scenarios[name]?.heavy === false);
}

/** Null: a signal ended it. */
async function distillAll(refs: readonly ScenarioRef[], { seeds, from, workers, patience }: Pick<DistillOptions, 'seeds' | 'from' | 'workers' | 'patience'>): Promise<readonly Row[] | null> {
  const pool = new Pool({ workers, patience });
  let [isStopped, done] = [false, 0];
  const forget = onSignal(() => {
    isStopped = true;
    void pool.close();
  });
  const progress = new Progress(() => `${done} of ${counted(refs.length, 'scenario')} distilled`);
  try {
    const rows = await Promise.all(refs.map(async (ref) => {
      const result = await performOrLose(pool, { kind: 'distill', ref, from, seeds });
      done++;
      return rowOf(ref, result);
    }));
    return isStopped ? null : rows;
  } finally {
    progress.end();
    forget();
    await pool.close();
  }
}

/** A run that never comes back ends what was to be learnt of its scenario: what is known of it stays. */
function rowOf(ref: ScenarioRef, result: DistillResult | WorkerLost): Row {
  if (!(result instanceof WorkerLost)) return { ref, ...result };
  return { ref, chosen: null, runs: 0, steps: 0, transitions: 0, failing: { run: { by: null, seed: result.seed ?? 0 }, failure: failureOfLoss(result) } };
}

function conclude(voice: Voice, rows: readonly Row[], { out, code, verdict }: { readonly out: string; readonly code: ExitCode; readonly verdict: string }): ExitCode {
  const drawing = rows.filter(({ chosen }) => chosen !== null);
  const columns = [{ title: 'scenario' }, ...['seeds', 'events', 'transitions', 'chosen'].map((title) => ({ title, isNumber: true }))];
  if (drawing.length > 0) {
    for (const line of table(columns, drawing.map(({ ref, runs, steps, transitions, chosen }) => [ref.name, grouped(runs), grouped(steps), grouped(transitions), grouped(chosen?.length ?? 0)]))) voice.say(line);
  }
  const still = rows.filter(({ chosen, failing }) => chosen === null && failing === null).length;
  if (still > 0) voice.say(`${counted(still, 'scenario')} in which nothing is drawn: one run tells as much as many`);
  for (const { ref, failing } of rows) {
    if (failing === null) continue;
    voice.say(`${voice.style('bold', ref.name)}, seed ${failing.run.seed}: ${describeFailure(voice, failing.failure)}`);
    const { by, seed: first } = failing.run;
    const again = by === null ? command('distill', ref.name, '--from', String(first), '--seeds', '1') : command('run', ref.name, '--seed', String(first), '--strategy', by);
    voice.say(`  again: ${voice.style('cyan', again)}`);
  }
  voice.say(code === exitCodes.interrupted ? 'stopped: nothing is written' : `written to ${voice.style('cyan', out)}`);
  const scenarios = rows.map(({ ref, runs, steps, transitions, chosen, failing }) => ({
    name: ref.name,
    seeds: runs,
    events: steps,
    transitions,
    chosen: chosen?.length ?? null,
    failing: failing === null ? null : { seed: failing.run.seed, strategy: failing.run.by, property: failing.failure.property },
  }));
  voice.answer({ verb: 'distill', exitCode: code, verdict, out, scenarios });
  return code;
}
