/** Exit codes: part of the interface, like the flags. */
import type { FailureKind } from '../sim/hosts/failure.ts';

export const exitCodes = {
  pass: 0,
  /** A flag, a file or a name is not what it should be. */
  badInput: 2,
  safety: 10,
  notLinearizable: 11,
  liveness: 12,
  nondeterminism: 13,
  checkerUnknown: 14,
  vacuous: 15,
  /** A planted bug was not found: the search is blind. */
  blind: 16,
  /** Something is wrong with faultline itself. */
  internal: 70,
  /** Stopped by a signal before anything was found. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Receives the exit code of a verb that has come to its end. */
export type End = (code: ExitCode) => void;

/**
 * The most severe first. Nondeterminism leads, because it takes the ground from all other verdicts; then what is wrong for
 * certain; then what was not shown to be right.
 */
const bySeverity: readonly FailureKind[] = ['nondeterminism', 'safety', 'notLinearizable', 'liveness', 'checkerUnknown', 'vacuous'];

/** The most severe of these failures; null where there is none. */
export function worstOf(kinds: Iterable<FailureKind>): FailureKind | null {
  const present = new Set(kinds);
  return bySeverity.find((kind) => present.has(kind)) ?? null;
}

/** The exit code of a verdict; null is a pass. */
export function exitCodeOf(kind: FailureKind | null): ExitCode {
  return kind === null ? exitCodes.pass : exitCodes[kind];
}

/** Verdicts as people read them. */
export const verdictWords: Readonly<Record<FailureKind, string>> = {
  safety: 'safety',
  notLinearizable: 'not linearizable',
  liveness: 'liveness',
  nondeterminism: 'nondeterminism',
  checkerUnknown: 'checker unknown',
  vacuous: 'vacuous',
};
