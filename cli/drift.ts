/** What of a capsule did not find its event with the code here, by name. */
import type { Drift } from '../hunt/nearby.ts';
import type { Voice } from './voice.ts';
import { indented } from './words.ts';

/** One line for each thing. */
export function sayDrift(voice: Voice, drift: readonly Drift[], by: number): void {
  for (const { what, instead } of drift) voice.say(indented(voice.style('yellow', `drifted: ${what}${instead === null ? ' is not there any more' : ` -> ${instead}`}`), by));
}
