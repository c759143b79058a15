/** `faultline campaign start`. */
import { randomBytes } from 'node:crypto';
import { BadInput } from '../hunt/bad-input.ts';
import { keep } from '../hunt/corpus.ts';
import { FleetWorker } from '../hunt/fleet/fleet-worker.ts';
import { LocalCampaign } from '../hunt/fleet/local-campaign.ts';
import { idPattern, rangesOf, type Manifest } from '../hunt/fleet/manifest.ts';
import { openFleet } from '../hunt/fleet/open-fleet.ts';
import { planCampaign } from '../hunt/fleet/plan-campaign.ts';
import { Pool } from '../hunt/pool.ts';
import { referTo } from '../hunt/reference.ts';
import type { StrategyName } from '../hunt/strategies/strategy.ts';
import type { ScenarioRef } from '../hunt/tasks.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import { presentCampaign, type ReportCampaignOptions } from './campaign-report.ts';
import { exitCodes, type ExitCode } from './exit.ts';
import { campaignCommand } from './fleet-options.ts';
import { onSignal } from './signals.ts';
import { Progress, Voice } from './voice.ts';
import { counted } from './words.ts';

export interface StartOptions extends ReportCampaignOptions {
  readonly seeds: number;
  readonly from: number;
  readonly range: number;
  readonly id?: string;
  readonly mutant?: string;
  readonly strategy: StrategyName;
  readonly checkEvery: number;
  readonly workers: number;
  readonly shrinkRuns: number;
  readonly patience: number;
}

export async function startCampaign(names: readonly string[], options: StartOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const id = options.id ?? `hunt-${randomBytes(4).toString('hex')}`;
  if (!idPattern.test(id)) throw new BadInput(`--id: expected letters, digits and dashes, at most 40 of them, got '${id}'`);
  const refs = await Promise.all((await chooseScenarios(names, options.mutant ?? null)).map((name) => referTo(name)));
  const pool = new Pool({ workers: options.workers, patience: options.patience });
  const forget = onSignal(() => void pool.close());
  try {
    const { seeds, from, range: size, mutant = null, strategy, checkEvery } = options;
    const manifest = await planCampaign({ id, refs, seeds, from, size, mutant, strategy, checkEvery }, pool);
    return options.queue === undefined ? await runHere(manifest, refs, pool, voice, options) : await queueUp(manifest, options.queue, voice);
  } finally {
    forget();
    await pool.close();
  }
}

async function queueUp(manifest: Manifest, place: string, voice: Voice): Promise<ExitCode> {
  const fleet = await openFleet(place);
  try {
    await fleet.start(manifest);
  } finally {
    await fleet.close();
  }
  const ranges = rangesOf(manifest).length;
  const seeds = manifest.scenarios.reduce((sum, { from, to }) => sum + to - from, 0);
  const [work, report] = [campaignCommand('work', manifest.id, place), campaignCommand('report', manifest.id, place)];
  voice.say(`campaign ${manifest.id}: ${counted(seeds, 'seed')} of ${counted(manifest.scenarios.length, 'scenario')} in ${counted(ranges, 'range')}`);
  voice.say(`  on each machine: ${work}`);
  voice.say(`  then: ${report}`);
  voice.answer({ verb: 'campaign start', exitCode: exitCodes.pass, verdict: 'pass', id: manifest.id, ranges, seeds, work, report });
  return exitCodes.pass;
}

/** The embedded default: the coordinator is in this process, and the workers are its threads. */
async function runHere(manifest: Manifest, refs: readonly ScenarioRef[], pool: Pool, voice: Voice, options: StartOptions): Promise<ExitCode> {
  const campaign = new LocalCampaign(manifest);
  const { workers, shrinkRuns, corpus } = options;
  const worker = new FleetWorker({ name: 'here', campaign, refs, pool, workers, shrinkRuns, keep: (capsule) => keep(corpus, capsule) });
  const forget = onSignal(() => worker.stop());
  const total = rangesOf(manifest).length;
  const progress = new Progress(() => `${worker.counted} of ${counted(total, 'range')} done`);
  voice.say(`campaign ${manifest.id}: ${counted(total, 'range')} here, ${counted(workers, 'worker')}`);
  try {
    await worker.run();
  } finally {
    progress.end();
    forget();
  }
  return presentCampaign(campaign, voice, options);
}
