import type { History, Operation } from '../../history.ts';

/**
 * The operations of a key that are near the one that cannot be placed, with those that must be shown: at most `size` of them, by
 * their index in the history, in the order of calls. Near is what was open at the same time, then what ended just before.
 */
export function excerpt(history: History<unknown, unknown>, ofKey: readonly number[], blocked: number, shown: readonly number[], size: number): readonly number[] {
  const operation = history[blocked];
  if (operation === undefined) return [];
  const must = new Set([blocked, ...shown]);
  const nearest = ofKey.filter((source) => !must.has(source)).map((source) => ({ source, distance: distance(history[source], operation) }));
  nearest.sort((a, b) => a.distance - b.distance || b.source - a.source);
  const chosen = [...must, ...nearest.slice(0, Math.max(0, size - must.size)).map(({ source }) => source)];
  return chosen.sort((a, b) => (history[a]?.call ?? 0) - (history[b]?.call ?? 0) || a - b);
}

/** How far apart in time. What comes after plays no part, but may be of interest. */
function distance(other: Operation<unknown, unknown> | undefined, { call, return: returned }: Operation<unknown, unknown>): number {
  if (other === undefined) return Infinity;
  if (returned !== null && other.call > returned) return 4 * (other.call - returned);
  if (other.return === null) return Math.max(0, call - other.call);
  return Math.max(0, call - other.return);
}
