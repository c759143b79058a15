/** When a deliberate bug counts as found. */
import type { FailureKind } from '../sim/hosts/failure.ts';
import type { Finding } from './campaign-report.ts';

/** Something is seen to be wrong; that something could not be seen, or did not happen, is no detection. */
export const detections: ReadonlySet<FailureKind> = new Set(['safety', 'notLinearizable', 'liveness'] as const);

/** Does it say something of the bug, or of the correct code? */
export const isVerdict = (finding: Finding): boolean => detectionIn([finding]) !== null || falseAlarmIn([finding]) !== null;

/** What shows the bug; null where nothing does. What fails in the same way without it shows nothing of it. */
export function detectionIn(findings: readonly Finding[]): Finding | null {
  return findings.find(({ failure, isOfCorrectCode = false }) => detections.has(failure.kind) && !isOfCorrectCode) ?? null;
}

/** What ended a hunt for a bug, and is a failure of the correct code; null where there is none. */
export function falseAlarmIn(findings: readonly Finding[]): Finding | null {
  return findings.find(({ isOfCorrectCode = false }) => isOfCorrectCode) ?? null;
}
