/** `faultline campaign`: a hunt on many machines that join, leave and die as they like. */
import type { Command } from 'commander';
import { reportCampaign, type ReportCampaignOptions } from '../campaign-report.ts';
import { startCampaign, type StartOptions } from '../campaign-start.ts';
import { showStatus, type StatusOptions } from '../campaign-status.ts';
import { workOn, type WorkOptions } from '../campaign-work.ts';
import type { End } from '../exit.ts';
import { queueOption } from '../fleet-options.ts';
import { addReportOptions } from '../hunt-reports.ts';
import { corpusOption, count, countOrNone, jsonOption, mutantOption, patienceOption, runsOption, seed, strategyOption, workersOption } from '../options.ts';

export function define(verb: Command, end: End): void {
  verb
    .description(
      'Hunts on many machines. start cuts the seeds into ranges and puts them into a queue; any number of workers take them, and may come, go, hang and be killed; ' +
        'each range counts exactly once. The queue is BullMQ on Redis, Valkey or PostgreSQL (npm install bullmq ioredis, or bullmq pg), or a shared folder.',
    )
    .addHelpText('after', afterword);
  defineStart(verb.command('start'), end);
  defineWork(verb.command('work'), end);
  defineStatus(verb.command('status'), end);
  defineReport(verb.command('report'), end);
}

const afterword = `
Examples:
  $ faultline campaign start kv raft --seeds 1e6 --id night --queue redis://queue.example
  $ faultline campaign work night --queue redis://queue.example
  $ faultline campaign status night --queue redis://queue.example
  $ faultline campaign report night --queue redis://queue.example --ci
  $ faultline campaign report shard-*.jsonl

FAULTLINE_QUEUE may name the queue instead, so that its password stands in no list of processes.
JSON: { verb, exitCode, verdict, ... }: see the help of each.`;

function defineStart(verb: Command, end: End): void {
  verb
    .summary('cut seeds into ranges and queue them; without a queue, do it all here')
    .description('Begins a campaign. The same start again goes on with one that was cut short. Without --queue the whole campaign is run here, on worker threads, and reported.')
    .argument('[scenario...]', 'built-in names, groups of them, or paths of scenario files below this folder; without any: all of this package')
    .requiredOption('--seeds <number>', 'seeds of each scenario; of many, those whose runs cost seconds get one in a hundred', count)
    .option('--from <number>', 'the first seed', seed, 0)
    .option('--range <number>', 'seeds in a range: some seconds of work', count, 200)
    .option('--id <id>', 'name of the campaign (default: drawn)')
    .addOption(mutantOption())
    .addOption(strategyOption())
    .option('--check-every <number>', 'run one in so many seeds twice, with every step checked', count, 50)
    .addOption(queueOption())
    .addOption(workersOption())
    .addOption(corpusOption())
    .addOption(runsOption('--shrink-runs <number>', 'without a queue: most runs to spend on shrinking one failure'))
    .addOption(patienceOption())
    .addOption(jsonOption());
  addReportOptions(verb)
    .addHelpText('after', startAfterword)
    .action(async (names: readonly string[], options: StartOptions) => end(await startCampaign(names, options)));
}

const startAfterword = `
JSON: { verb: 'campaign start', exitCode, verdict, id, ranges, seeds, work, report }; without a queue, that of campaign report.`;

function defineWork(verb: Command, end: End): void {
  verb
    .summary('take ranges from the queue until all are done')
    .description('Works on a campaign until every range has a result. Its code must be that of who began it. A bug that is found is a result: the exit code is 0, and the verdict that of campaign report.')
    .argument('<id>', 'the campaign')
    .addOption(queueOption())
    .addOption(workersOption())
    .addOption(corpusOption())
    .addOption(runsOption('--shrink-runs <number>', 'most runs to spend on shrinking one failure'))
    .option('--most <number>', 'leave after so many ranges', countOrNone)
    .addOption(patienceOption())
    .addOption(jsonOption())
    .addHelpText('after', "\nJSON: { verb: 'campaign work', exitCode, verdict, id, counted, refused: results that came too late, total, done, failed }.")
    .action(async (id: string, options: WorkOptions) => end(await workOn(id, options)));
}

function defineStatus(verb: Command, end: End): void {
  verb
    .summary('how far campaigns are')
    .description('Says how far a campaign is; without an id, which there are.')
    .argument('[id]', 'the campaign')
    .addOption(queueOption())
    .addOption(jsonOption())
    .addHelpText('after', "\nJSON: { verb: 'campaign status', exitCode, campaigns: [{ id, created, mutant, scenarios, total, done, active, failed, given: [{ id, reason }] }] }.")
    .action(async (id: string | undefined, options: StatusOptions) => end(await showStatus(id, options)));
}

function defineReport(verb: Command, end: End): void {
  verb
    .summary('the verdict on a campaign, or on the lines that several shards have left')
    .description('Puts the results together, each range once, and gives the verdict. Where ranges or shards are missing, a pass is none: exit code 15.')
    .argument('<what...>', 'the id of a campaign in a queue, or files that hunt --jsonl has written')
    .addOption(queueOption())
    .addOption(corpusOption())
    .addOption(jsonOption());
  addReportOptions(verb)
    .addHelpText('after', "\nJSON: as that of hunt, with the verb 'campaign report' and holes: what is not done, in words.")
    .action(async (what: readonly string[], options: ReportCampaignOptions) => end(await reportCampaign(what, options)));
}
