/** `faultline mapreduce`: a job on the user's own files. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { diskFaults, linkFaults, networkFamilies, processFaults, type Family } from '../../properties/schedules/families.ts';
import { formatTime } from '../../sim/core/time.ts';
import { BadInput, didYouMean } from '../../hunt/bad-input.ts';
import { runRealJob, type RealJobOptions, type RealProgress, type RealReport } from '../../hunt/mapreduce/job.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { countUpTo, jsonOption, seed, workersOption, type CommonOptions } from '../options.ts';
import { onSignal } from '../signals.ts';
import { Progress, Voice } from '../voice.ts';
import { counted, grouped } from '../words.ts';

interface MapReduceOptions extends CommonOptions {
  readonly reduces: number;
  readonly out: string;
  readonly seed: number;
  readonly faults: readonly string[];
  readonly workers: number;
  readonly machines: number;
  readonly split: number;
  readonly sequential?: boolean;
}

const families: readonly Family[] = [...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, 'wipe'];

export function define(verb: Command, end: End): void {
  verb
    .description(
      'Runs a MapReduce job on your own files. A simulated cluster schedules the tasks, and its machines fail as the seed says; map and reduce run for ' +
        'real, on worker threads, as often as its machines compute them. The output is the same bytes as a sequential run, whatever the seed.',
    )
    .argument('<application>', "wc, indexer, sort, 'grep:text', or a file that exports an application by default")
    .argument('<paths...>', 'files, and folders of files: UTF-8 text')
    .addOption(new Option('--reduces <number>', 'reduce tasks, and output files').argParser(countUpTo(100_000)).default(10))
    .requiredOption('--out <folder>', 'for the output; it is new or empty, and appears when the job is done')
    .addOption(new Option('--seed <number>', 'what happens to the cluster').argParser(seed).default(0))
    .addOption(new Option('--faults <family...>', `what may fail: none, or some of ${families.join(', ')}`).default([...families], 'all, each in half of the seeds'))
    .addOption(workersOption())
    .addOption(new Option('--machines <number>', 'machines of the simulated cluster').argParser(countUpTo(2_000)).default(8))
    .addOption(new Option('--split <bytes>', 'about so much input for each map task').argParser(countUpTo(1 << 28)).default(4 << 20))
    .option('--sequential', 'no cluster: one task after the other in one thread')
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (application: string, paths: readonly string[], options: MapReduceOptions) => end(await run(application, paths, options)));
}

const afterword = `
Until the job is done, everything lies in a folder .<out>.partial-<process> beside the output folder. A run that is stopped removes it; what a killed one
left behind, the next run with this output folder removes. Such folders are no input. Links are followed; a file that changes meanwhile ends the run.

Examples:
  $ faultline mapreduce wc books --reduces 4 --out counts
  $ faultline mapreduce grep:whale books/*.txt --out found --seed 7 --faults crash wipe
  $ faultline mapreduce ./anagrams.ts books --out anagrams

JSON: { verb, exitCode, out, files, inputBytes, outputBytes, maps, reduces, repeated, faults, virtualMicroseconds, milliseconds, counters }`;

async function run(application: string, paths: readonly string[], options: MapReduceOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const abort = new AbortController();
  const forget = onSignal(() => abort.abort());
  const begin = performance.now();
  let tell = (): RealProgress | null => null;
  const progress = new Progress(() => describe(tell()));
  try {
    const report = await runRealJob(jobOf(application, paths, options), (told) => void (tell = told), abort.signal);
    progress.end();
    return conclude(voice, options, report, Math.round(performance.now() - begin));
  } catch (error) {
    progress.end();
    if (!abort.signal.aborted) throw error;
    voice.say('stopped; nothing is left behind');
    return exitCodes.interrupted;
  } finally {
    forget();
  }
}

function jobOf(application: string, paths: readonly string[], { reduces, out, seed, faults, workers, machines, split, sequential = false }: MapReduceOptions): RealJobOptions {
  return { application, paths, reduces, out, seed, faults: familiesAmong(faults), threads: workers, machines, splitBytes: split, sequential };
}

function familiesAmong(names: readonly string[]): readonly Family[] {
  if (names.length === 1 && names[0] === 'none') return [];
  return names.map((name) => {
    const family = families.find((known) => known === name);
    if (family === undefined) throw new BadInput(`there is no family of faults '${name}'${didYouMean(name, families)} (known are none, ${families.join(', ')})`);
    return family;
  });
}

function describe(progress: RealProgress | null): string {
  if (progress === null) return 'reading the names of the files';
  const { maps, mapsDone, reduces, reducesDone, repeated, faults, virtualTime } = progress;
  return `${mapsDone} of ${counted(maps, 'map task')}, ${reducesDone} of ${reduces} reduce tasks, ${counted(faults, 'fault')}, ${repeated} run again, ${formatTime(virtualTime)} of virtual time`;
}

function conclude(voice: Voice, { out }: MapReduceOptions, report: RealReport, milliseconds: number): ExitCode {
  const { files, inputBytes, outputBytes, maps, reduces, repeated, faults, virtualTime, counters } = report;
  voice.say(`${voice.style('green', out)}: ${counted(reduces, 'file')}, ${grouped(outputBytes)} bytes, from ${counted(files, 'file')}, ${grouped(inputBytes)} bytes, in ${(milliseconds / 1_000).toFixed(1)} s`);
  voice.say(`${counted(maps, 'map task')} and ${counted(reduces, 'reduce task')}; ${counted(faults, 'fault')} struck the cluster, ${counted(repeated, 'task')} ran again; ${formatTime(virtualTime)} of virtual time`);
  for (const [counter, value] of Object.entries(counters)) voice.say(`${counter}: ${grouped(value)}`);
  voice.answer({ verb: 'mapreduce', exitCode: exitCodes.pass, out, files, inputBytes, outputBytes, maps, reduces, repeated, faults, virtualMicroseconds: virtualTime, milliseconds, counters });
  return exitCodes.pass;
}
