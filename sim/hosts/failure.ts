import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';

/** Why a run is not a pass. Each kind has its own exit code. */
export type FailureKind = 'safety' | 'notLinearizable' | 'liveness' | 'nondeterminism' | 'checkerUnknown' | 'vacuous';

/** Why a run failed: what, where and when. */
export interface Failure {
  readonly kind: FailureKind;
  /** Name of the property that does not hold. */
  readonly property: string;
  /** What was seen, for people; may span lines. */
  readonly message: string;
  /** Number of the step after which it showed. */
  readonly step: number;
  readonly time: Time;
  readonly node: NodeId | null;
  /** Stack of the error, where a node threw one. */
  readonly stack: string | null;
}

/** Same signature, same bug: shrinking keeps it and the corpus is sorted by it. */
export function signatureOf(failure: Failure): string {
  return `${failure.kind}: ${failure.property}`;
}
