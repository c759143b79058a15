/** Failures for people and for programs. */
import type { Failure } from '../sim/hosts/failure.ts';
import { formatTime } from '../sim/core/time.ts';
import { ownFrames } from '../hunt/stack.ts';
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
