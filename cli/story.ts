/** Stories on a terminal. */
import { formatLine, type StoryLine } from '../hunt/story-line.ts';
import type { Voice } from './voice.ts';
import { counted } from './words.ts';

/** Faults and accidents stand out. */
export function sayLines(voice: Voice, lines: readonly StoryLine[]): void {
  for (const line of lines) {
    const text = formatLine(line);
    voice.say(line.who === 'fault' ? voice.style('red', text) : line.who === 'net' ? voice.style('yellow', text) : text);
  }
}

/** The beginning and the end of a long story; a short one whole. */
export function sayEnds(voice: Voice, lines: readonly StoryLine[], first: number, last: number, flag: string): void {
  if (lines.length <= first + last) return sayLines(voice, lines);
  sayLines(voice, lines.slice(0, first));
  voice.say(voice.style('dim', `... ${counted(lines.length - first - last, 'line')} left out: ${flag} tells all`));
  sayLines(voice, lines.slice(lines.length - last));
}
