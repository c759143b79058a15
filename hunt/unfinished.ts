import type { Capsule } from '../sim/world/capsule.ts';

/** A run that was given up before its end has left no hashes: nothing can be compared. */
export function isUnfinished({ steps, digests }: Pick<Capsule, 'steps' | 'digests'>): boolean {
  return steps === 0 && digests.length === 0;
}
