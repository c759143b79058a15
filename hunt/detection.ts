/** When a deliberate bug counts as found. */
import type { FailureKind } from '../sim/hosts/failure.ts';
import type { Finding } from './campaign-report.ts';
import type { Bail } from './tasks.ts';

/** Something is seen to be wrong; that something could not be seen, or did not happen, is no detection. */
export const detections: ReadonlySet<FailureKind> = new Set(['safety', 'notLinearizable', 'liveness'] as const);

/** Is it what ends the hunt? A story in which a bug keeps its fault from striking shows nothing: the hunt for the bug goes on. */
export const isEnd = (bail: Bail, { failure, isOfCorrectCode = false }: Pick<Finding, 'failure' | 'isOfCorrectCode'>): boolean =>
  bail === 'failure' || (bail === 'detection' && (isOfCorrectCode || detections.has(failure.kind)));

/** What shows the bug; null where nothing does. What fails in the same way without it shows nothing of it. */
export function detectionIn(findings: readonly Finding[]): Finding | null {
  return findings.find(({ failure, isOfCorrectCode = false }) => detections.has(failure.kind) && !isOfCorrectCode) ?? null;
}

/** What ended a hunt for a bug, and is a failure of the correct code; null where there is none. */
export function falseAlarmIn(findings: readonly Finding[]): Finding | null {
  return findings.find(({ isOfCorrectCode = false }) => isOfCorrectCode) ?? null;
}
