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
  /** Number of the step after which it showed, or which threw. */
  readonly step: number;
  readonly time: Time;
  readonly node: NodeId | null;
  /** Stack of the error, where a node threw one. */
  readonly stack: string | null;
}

/** Properties that any mistake breaks which throws: what was thrown tells such failures apart. */
export const thrown = { byNode: 'no step throws', byScript: 'scripts end without an error' } as const;

const thrownProperties: ReadonlySet<string> = new Set(Object.values(thrown));

/** Same signature, same bug: shrinking keeps it and the corpus is sorted by it. */
export function signatureOf({ kind, property, message }: Pick<Failure, 'kind' | 'property' | 'message'>): string {
  return thrownProperties.has(property) ? `${kind}: ${property}: ${withoutNumbers(message)}` : `${kind}: ${property}`;
}

/** Class and message of an error without what changes from run to run: of its first line, at most 200 characters. */
function withoutNumbers(message: string): string {
  const [line = ''] = message.split('\n');
  return line.replace(/\b0x[0-9a-f]+\b|-?\d+(?:\.\d+)?/gi, '#').replace(/#(?:,\s*#)+/g, '#').slice(0, 200);
}
