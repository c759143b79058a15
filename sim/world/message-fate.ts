/** What becomes of a message: by chance, or because the plan says so. */
import type { Deviation, NetworkProfile } from './plan.ts';
import { purposes, type Identity, type Random } from './random.ts';

const nothing: readonly Deviation[] = [];

/** Chance decides: lost; or late, twice, or twice with a long time between. */
export function drawFates(random: Random, profile: NetworkProfile, message: Identity): readonly Deviation[] {
  const { loss, tail, duplicate, replay } = profile;
  if (loss + tail + duplicate + replay === 0) return nothing;
  if (random.permille(purposes.loss, message, loss)) return [{ kind: 'drop', message }];
  const fates: Deviation[] = [];
  if (random.permille(purposes.tail, message, tail)) fates.push({ kind: 'late', message, by: drawUpTo(random, purposes.tail, message, profile.tailMax) });
  if (random.permille(purposes.duplicate, message, duplicate)) {
    fates.push({ kind: 'copy', message, after: drawUpTo(random, purposes.duplicate, message, profile.latencyMax) });
  }
  if (random.permille(purposes.replay, message, replay)) {
    fates.push({ kind: 'copy', message, after: drawUpTo(random, purposes.replay, message, profile.replayMax) });
  }
  return withoutTwins(fates);
}

/** From 1 to `most` microseconds. */
const drawUpTo = (random: Random, purpose: number, message: Identity, most: number): number => random.integer(purpose, ~message, 1, Math.max(1, most));

/** A copy that comes long after its original is a replay. */
export const fateOfCopy = (after: number, profile: NetworkProfile): 'duplicated' | 'replayed' => (after > profile.latencyMax ? 'replayed' : 'duplicated');

/** The deviations of a plan by message; null where it has none. */
export function fatesByMessage(deviations: readonly Deviation[]): ReadonlyMap<Identity, readonly Deviation[]> | null {
  if (deviations.length === 0) return null;
  const fates = new Map<Identity, readonly Deviation[]>();
  for (const deviation of deviations) fates.set(deviation.message, withoutTwins([...(fates.get(deviation.message) ?? []), deviation]));
  return fates;
}

/**
 * Each fate once. Two messages of a run may have the same identity by chance (a pair or so in 100,000); then both meet the
 * same fate, and it stands twice in the list of what happened.
 */
function withoutTwins(fates: readonly Deviation[]): readonly Deviation[] {
  return fates.length < 2 ? fates : fates.filter((fate, i) => fates.findIndex((other) => isTwin(fate, other)) === i);
}

function isTwin(left: Deviation, right: Deviation): boolean {
  switch (left.kind) {
    case 'drop':
      return right.kind === 'drop';
    case 'late':
      return right.kind === 'late' && right.by === left.by;
    case 'copy':
      return right.kind === 'copy' && right.after === left.after;
  }
}
