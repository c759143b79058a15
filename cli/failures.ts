/** Failures for people and for programs. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Failure } from '../sim/hosts/failure.ts';
import { formatTime } from '../sim/core/time.ts';
import { compiledFolder } from '../hunt/library.ts';
import { verdictWords } from './exit.ts';
import type { Voice } from './voice.ts';
import { indented } from './words.ts';

/** `safety: name of the property`, what was seen, where, and the lines of the user's own code that led there. */
export function describeFailure(voice: Voice, failure: Failure): string {
  const { kind, property, message, step, time, node, stack } = failure;
  const place = step === 0 ? [] : [`at step ${step}, ${formatTime(time)}${node === null ? '' : `, node ${node}`}`];
  const frames = stack === null ? [] : ownFrames(stack);
  return [`${voice.style('red', verdictWords[kind])}: ${voice.style('bold', property)}`, ...[message, ...place, ...frames].map((text) => indented(text))].join('\n');
}

/** The failure as JSON has it. */
export function failureObject({ kind, property, message, step, time, node, stack }: Failure): object {
  return { kind, property, message, step, time, node, stack: stack === null ? [] : ownFrames(stack) };
}

/** The innermost places of a stack that are the user's own; those of ours where there is none. */
function ownFrames(stack: string): readonly string[] {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !line.includes('node:'));
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
