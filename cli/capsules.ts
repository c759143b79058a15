/** Capsules that the user names. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Capsule } from '../sim/world/capsule.ts';
import { BadInput } from '../hunt/bad-input.ts';
import { readCapsuleFile } from '../hunt/corpus.ts';
import { referTo } from '../hunt/reference.ts';
import type { ScenarioRef } from '../hunt/tasks.ts';
import type { Voice } from './voice.ts';
import { counted } from './words.ts';

export interface OpenedCapsule {
  readonly path: string;
  readonly capsule: Capsule;
  readonly bytes: Uint8Array;
  readonly ref: ScenarioRef;
}

/** Reads a capsule and finds its scenario. Its file is looked for here, then beside the capsule, then one folder up. */
export async function openCapsule(path: string): Promise<OpenedCapsule> {
  if (!path.endsWith('.capsule') && statSync(path, { throwIfNoEntry: false }) === undefined) {
    throw new BadInput(`${path}: there is no such capsule; to run a seed of a scenario again, add --seed`);
  }
  const { capsule, bytes } = readCapsuleFile(path);
  const beside = dirname(path);
  const ref = await referTo(capsule.scenario, [process.cwd(), beside, dirname(beside)]);
  return { path, capsule, bytes, ref };
}

/** Scenario, title, seed, mutant and origin of a capsule. */
export function sayHeader(voice: Voice, { capsule, ref }: OpenedCapsule, title: string): void {
  const { seed, mutant, versions, steps, shrunk, codeHash } = capsule;
  voice.say(`${voice.style('bold', ref.name)}: ${title}`);
  const parts = [
    `seed ${seed}`,
    ...(mutant === null ? [] : [`mutant ${mutant}`]),
    steps === 0 ? 'given up before its end' : counted(steps, 'event'),
    ...(shrunk ? ['shrunk'] : []),
    `by faultline ${versions.faultline} on Node ${versions.node}`,
    ...(codeHash === ref.codeHash ? [] : ['the code has changed since']),
  ];
  voice.say(parts.join(', '));
}
