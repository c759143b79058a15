/** `faultline campaign report`: from results of many machines to one verdict. */
import { existsSync } from 'node:fs';
import { CapsuleError, decodeCapsule } from '../sim/world/capsule.ts';
import { BadInput } from '../hunt/bad-input.ts';
import type { CampaignReport } from '../hunt/campaign-report.ts';
import { keep, list, type Kept } from '../hunt/corpus.ts';
import type { FleetCampaign } from '../hunt/fleet/coordinator.ts';
import type { Manifest } from '../hunt/fleet/manifest.ts';
import { mergeRecords, type MergedScenario } from '../hunt/fleet/merge.ts';
import { readJournals } from '../hunt/fleet/read-journal.ts';
import type { StrategyName } from '../hunt/strategies/strategy.ts';
import type { ExitCode } from './exit.ts';
import { placeOf, withCampaign, type QueueOptions } from './fleet-options.ts';
import { HuntReport } from './hunt-report.ts';
import { GitHubLog, openReports, type ReportOptions } from './hunt-reports.ts';
import { storiesOf } from './hunt-stories.ts';
import type { CommonOptions } from './options.ts';
import { Voice } from './voice.ts';
import { counted } from './words.ts';

/** Milliseconds for the story of a failure. */
const patience = 10_000;

export interface ReportCampaignOptions extends CommonOptions, QueueOptions, ReportOptions {
  readonly corpus: string;
}

export async function reportCampaign(what: readonly string[], options: ReportCampaignOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const [id = ''] = what;
  const areFiles = what.length > 1 || existsSync(id) || /[./\\]/.test(id);
  if (areFiles) return await reportJournals(what, voice, options);
  return withCampaign(id, placeOf(options), (campaign) => presentCampaign(campaign, voice, options));
}

async function reportJournals(paths: readonly string[], voice: Voice, options: ReportCampaignOptions): Promise<ExitCode> {
  const { scenarios, records, holes, mutant, strategy, capsules } = readJournals(paths);
  const report = mergeRecords(scenarios, records, capsules);
  return present(report, { mutant, strategy, holes, extent: `${counted(paths.length, 'file')} put together`, from: Math.min(...records.map(({ from }) => from), Number.MAX_SAFE_INTEGER) }, voice, options);
}

/** The verdict on a campaign as far as it is; its capsules are kept here. `stopped`: by a signal, here. */
export async function presentCampaign(campaign: FleetCampaign, voice: Voice, options: ReportCampaignOptions, stopped = false): Promise<ExitCode> {
  const { manifest } = campaign;
  const [records, given, { total }] = [await campaign.results(), await campaign.failures(), await campaign.stats()];
  for (const bytes of await campaign.shared()) adopt(bytes, manifest, options.corpus);
  const corpus = list(options.corpus).filter((file) => file.kind === 'capsule' && file.capsule.mutant === manifest.mutant);
  const report = mergeRecords(manifest.scenarios.map(mergedOf), records, corpus satisfies readonly Kept[]);
  const open = total - records.length - given.length;
  const holes = [...given.map(({ id, reason }) => `range ${id} was given up: ${reason}`), ...(open > 0 ? [`${counted(open, 'range')} of ${total}`] : [])];
  const from = Math.min(...manifest.scenarios.map((scenario) => scenario.from));
  return present({ ...report, stopped }, { mutant: manifest.mutant, strategy: manifest.strategy, holes, extent: `campaign ${manifest.id}, ${records.length} of ${counted(total, 'range')}`, from }, voice, options);
}

const mergedOf = ({ name, isFile, title, situations, properties }: Manifest['scenarios'][number]): MergedScenario => ({ name, file: isFile ? name : null, title, situations, properties });

/** A shared capsule is of others: it is kept where it is one of this campaign's failures. */
function adopt(bytes: Uint8Array, { mutant, scenarios }: Manifest, corpus: string): void {
  try {
    const capsule = decodeCapsule(bytes);
    if (capsule.failure !== null && capsule.mutant === mutant && scenarios.some(({ name }) => name === capsule.scenario)) keep(corpus, capsule);
  } catch (error) {
    if (!(error instanceof CapsuleError)) throw error;
  }
}

interface Facts {
  readonly mutant: string | null;
  readonly strategy: StrategyName;
  readonly holes: readonly string[];
  readonly extent: string;
  readonly from: number;
}

async function present(report: CampaignReport, { mutant, strategy, holes, extent, from }: Facts, voice: Voice, options: ReportCampaignOptions): Promise<ExitCode> {
  if (options.jsonl !== undefined) throw new BadInput('--jsonl: lines are written by hunt; a report has no events');
  const facts = { from, workers: 0, mutant, strategy, shard: null };
  const reports = openReports(options, { ...facts, extent: holes.length === 0 ? extent : `${extent}; not done: ${holes.join('; ')}` }, false);
  const log = new GitHubLog(voice, options);
  log.begin();
  // What has holes is not over: its files are no pass.
  reports.follow(() => report);
  reports.finish(holes.length === 0, reports.tellsStories && !report.stopped ? await storiesOf(report.findings, patience) : undefined);
  const code = new HuntReport(voice, report, { verb: 'campaign report', ...facts, holes, canaries: [], unwritten: reports.problem, unreadable: [] }).present();
  reports.close(code);
  log.end(reports.outcome(holes.length === 0));
  return code;
}
