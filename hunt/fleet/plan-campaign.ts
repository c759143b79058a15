/** Makes the manifest of a campaign, and finds its scenarios again on another machine. */
import { BadInput } from '../bad-input.ts';
import { performOrLose } from '../lost-runs.ts';
import { WorkerLost, type Pool } from '../pool.ts';
import { namesFile, referTo } from '../reference.ts';
import type { StrategyName } from '../strategies/strategy.ts';
import type { ScenarioRef } from '../tasks.ts';
import type { Manifest, ManifestScenario } from './manifest.ts';

export interface CampaignPlan {
  readonly id: string;
  readonly refs: readonly ScenarioRef[];
  readonly seeds: number;
  readonly from: number;
  /** Seeds in a range. */
  readonly size: number;
  readonly mutant: string | null;
  readonly strategy: StrategyName;
  readonly checkEvery: number;
}

export async function planCampaign({ id, refs, seeds, from, size, mutant, strategy, checkEvery }: CampaignPlan, pool: Pool): Promise<Manifest> {
  const scenarios = await Promise.all(refs.map(async (ref): Promise<ManifestScenario> => {
    const facts = await performOrLose(pool, { kind: 'inspect', ref, mutant });
    if (facts instanceof WorkerLost) throw facts;
    const { title, heavy, situations, properties } = facts;
    // As in a hunt: of many scenarios, those whose runs cost seconds get one in a hundred of the seeds.
    const share = heavy && refs.length > 1 ? Math.ceil(seeds / 100) : seeds;
    return { name: ref.name, isFile: ref.kind === 'file', title, codeHash: ref.codeHash, from, to: from + share, size: heavy ? 1 : size, situations, properties };
  }));
  return { version: 1, id, created: Date.now(), mutant, strategy, checkEvery, scenarios };
}

/** The scenarios of a campaign here. Throws `BadInput` where this machine has other code: its results would be about something else. */
export async function refsOf({ scenarios }: Manifest): Promise<readonly ScenarioRef[]> {
  return Promise.all(scenarios.map(async ({ name, isFile, codeHash }) => {
    if (isFile !== namesFile(name)) throw new BadInput(`${name}: the campaign takes it for ${isFile ? 'a file' : 'a scenario of this package'}, and here it is none`);
    const ref = await referTo(name);
    if (ref.codeHash !== codeHash) throw new BadInput(`${name}: this machine has other code (${ref.codeHash.slice(0, 12)}) than who began the campaign (${codeHash.slice(0, 12)})`);
    return ref;
  }));
}
