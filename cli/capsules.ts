/** Capsules that the user names. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { signatureOf } from '../sim/hosts/failure.ts';
import type { Capsule } from '../sim/world/capsule.ts';
import { BadInput } from '../hunt/bad-input.ts';
import { readCapsuleFile, successorOf } from '../hunt/corpus.ts';
import { referTo } from '../hunt/reference.ts';
import type { ScenarioRef } from '../hunt/tasks.ts';
import type { Voice } from './voice.ts';
import { counted, indented } from './words.ts';

export interface OpenedCapsule {
  readonly path: string;
  readonly capsule: Capsule;
  readonly bytes: Uint8Array;
  readonly ref: ScenarioRef;
}

/**
 * Reads the one capsule that is named and finds its scenario, whose file is looked for here, then beside the capsule, then one
 * folder up. A name that was printed before a better capsule took its place leads to that one.
 */
export async function openCapsule(names: readonly string[], voice: Voice): Promise<OpenedCapsule> {
  const path = present(theOnly(names), voice);
  const { capsule, bytes } = readCapsuleFile(path);
  return { path, capsule, bytes, ref: await refOf(capsule, dirname(path)) };
}

/** The scenario of a capsule that lies in this folder. */
export function refOf({ scenario }: Capsule, folder: string): Promise<ScenarioRef> {
  return referTo(scenario, [process.cwd(), folder, dirname(folder)]);
}

/** A pattern of the shell may match several: which of them is meant, only the user knows. */
function theOnly(names: readonly string[]): string {
  const [path = '', ...others] = names;
  if (others.length === 0) return path;
  const lines = names.slice(0, mostListed).map((name) => indented(`${name}: ${whatIn(name)}`));
  const more = names.length > mostListed ? [indented(`and ${names.length - mostListed} more`)] : [];
  throw new BadInput([`expected one capsule, got ${names.length}: name one of them`, ...lines, ...more].join('\n'));
}

const mostListed = 20;

function whatIn(path: string): string {
  try {
    const { scenario, seed, mutant, failure } = readCapsuleFile(path).capsule;
    return `${scenario}, seed ${seed}${mutant === null ? '' : `, mutant ${mutant}`}, ${failure === null ? 'no failure' : signatureOf(failure)}`;
  } catch {
    return 'no capsule';
  }
}

function present(path: string, voice: Voice): string {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return path;
  if (!path.endsWith('.capsule')) throw new BadInput(`${path}: there is no such capsule; to run a seed of a scenario again, add --seed`);
  const successor = successorOf(path);
  if (successor === null) return path;
  voice.say(voice.style('dim', `${path} has given way to ${successor}, of the same failure`));
  return successor;
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
