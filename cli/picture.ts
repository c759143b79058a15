/** The page about a run whose calls are not linearizable, where one is asked for. */
import { WorkerLost } from '../hunt/pool.ts';
import type { ScenarioRef } from '../hunt/tasks.ts';
import { writeNew } from './files.ts';
import { pageOf } from './html.ts';
import type { Single } from './single.ts';
import type { Voice } from './voice.ts';

/** Runs the capsule once more and writes the page; says where it is, or that there is none. The path, or null. */
export async function drawCapsule(voice: Voice, single: Single, ref: ScenarioRef, capsule: Uint8Array, html: string | undefined): Promise<string | null> {
  if (html === undefined) return null;
  const drawn = await single.perform({ kind: 'draw', ref, capsule });
  const picture = drawn instanceof WorkerLost ? null : drawn.picture;
  return writePage(voice, html, picture === null ? null : () => pageOf(picture));
}

/** Writes a page, if there is one, and says so. */
export function writePage(voice: Voice, html: string, page: (() => string) | null): string | null {
  if (page === null) {
    voice.say(`${html} is not written: nothing is known not to be linearizable`);
    return null;
  }
  writeNew(html, page());
  voice.say(`drawn in ${voice.style('cyan', html)}`);
  return html;
}
