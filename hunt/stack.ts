/** Stacks for people: only the lines that are theirs. */
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledFolder } from './library.ts';

/** Rooms of ours whose lines say nothing about the user's mistake. */
const machinery: readonly string[] = ['sim', 'hunt', 'cli'].map((room) => join(compiledFolder, room));

/** The innermost lines that are the user's own, `at Object.step (mine.ts:7:44)`; else those in our protocols and scenarios. */
export function ownFrames(stack: string): readonly string[] {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !line.includes('node:') && !machinery.some((room) => line.includes(room)));
  const own = frames.filter((line) => !line.includes(compiledFolder));
  return (own.length > 0 ? own : frames).slice(0, 5).map((line) => shortened(line.trim()));
}

/** URLs and absolute paths as paths from the working folder. */
function shortened(frame: string): string {
  return frame.replace(/(?:file:\/\/)?(\/[^():]+)(?=:\d+)/, (place: string, path: string) => {
    const from = relative(process.cwd(), place.startsWith('file:') ? fileURLToPath(place) : path);
    return from.startsWith('..') ? path : from;
  });
}
