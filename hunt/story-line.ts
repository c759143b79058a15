import { formatTime } from '../sim/core/time.ts';

/** One line of a story: what happened, and whose doing it was. */
export interface StoryLine {
  /** Microseconds. */
  readonly time: number;
  /** Number of the step; null for what is nobody's step. */
  readonly step: number | null;
  /** Who: `s0`, `c3`, or `net`, `fault`. */
  readonly who: string;
  readonly text: string;
}

/** Time, step, who and what, in columns: `     12.345 ms     #17  s0     ...`. */
export function formatLine({ time, step, who, text }: StoryLine): string {
  return `${formatTime(time).padStart(14)}  ${(step === null ? '' : `#${step}`).padStart(6)}  ${who.padEnd(6)} ${text}`;
}
