/** `faultline campaign work`. */
import { hostname } from 'node:os';
import { CorpusError, keep } from '../hunt/corpus.ts';
import type { FleetCampaign } from '../hunt/fleet/coordinator.ts';
import { FleetWorker } from '../hunt/fleet/fleet-worker.ts';
import { refsOf } from '../hunt/fleet/plan-campaign.ts';
import { Pool } from '../hunt/pool.ts';
import { exitCodes, type ExitCode } from './exit.ts';
import { campaignCommand, placeOf, withCampaign, type QueueOptions } from './fleet-options.ts';
import type { CommonOptions } from './options.ts';
import { onSignal } from './signals.ts';
import { Progress, Voice } from './voice.ts';
import { counted } from './words.ts';

export interface WorkOptions extends CommonOptions, QueueOptions {
  readonly workers: number;
  readonly corpus: string;
  readonly shrinkRuns: number;
  readonly patience: number;
  readonly most?: number;
}

export async function workOn(id: string, options: WorkOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const place = placeOf(options);
  return withCampaign(id, place, (campaign) => work(campaign, place, voice, options));
}

async function work(campaign: FleetCampaign, place: string, voice: Voice, options: WorkOptions): Promise<ExitCode> {
  const { workers, patience, shrinkRuns, most = Infinity } = options;
  const refs = await refsOf(campaign.manifest);
  const pool = new Pool({ workers, patience });
  let isStopped = false;
  const worker: FleetWorker = new FleetWorker({
    name: `${hostname()}-${process.pid}`,
    campaign,
    refs,
    pool,
    workers,
    shrinkRuns,
    keep: (capsule) => keepOrSay(voice, () => keep(options.corpus, capsule)),
    brought: () => {
      if (worker.counted + worker.refused >= most) worker.leave();
    },
  });
  const forget = onSignal(() => {
    isStopped = true;
    worker.stop();
  });
  const progress = new Progress(() => `${counted(worker.counted, 'range')} done by this worker, ${worker.refused} refused`);
  voice.say(`working on campaign ${campaign.manifest.id}, ${counted(workers, 'worker')}`);
  try {
    await worker.run();
  } finally {
    progress.end();
    forget();
    await pool.close();
  }
  return present(campaign, worker, { place, voice, isStopped });
}

interface Circumstances {
  readonly place: string;
  readonly voice: Voice;
  readonly isStopped: boolean;
}

async function present(campaign: FleetCampaign, { counted: mine, refused }: FleetWorker, { place, voice, isStopped }: Circumstances): Promise<ExitCode> {
  const { id } = campaign.manifest;
  const code = isStopped ? exitCodes.interrupted : exitCodes.pass;
  const { total, done, failed } = isStopped ? { total: 0, done: 0, failed: 0 } : await campaign.stats();
  const late = refused === 0 ? '' : `, ${refused} came too late and did not count`;
  voice.say(`${isStopped ? 'stopped' : 'done'}: ${counted(mine, 'range')} by this worker${late}${isStopped ? '' : `; ${done} of ${total} in all, ${failed} given up`}`);
  voice.say(`  verdict: ${campaignCommand('report', id, place)}`);
  voice.answer({ verb: 'campaign work', exitCode: code, verdict: isStopped ? 'stopped' : 'pass', id, counted: mine, refused, total, done, failed });
  return code;
}

/** A full disk must not end the work: the queue has the results. */
function keepOrSay(voice: Voice, act: () => string): string {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error;
    voice.say(voice.style('yellow', error.message));
    return '';
  }
}
