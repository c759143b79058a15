/** All messages of a run by name, with their identities. */
import type { NodeId } from '../sim/core/protocol.ts';
import type { Time } from '../sim/core/time.ts';
import { kindOfMessage, type Landmark } from '../sim/world/landmark.ts';
import type { Plan } from '../sim/world/plan.ts';
import type { Identity } from '../sim/world/random.ts';
import type { Recorder } from '../sim/world/recorder.ts';

/** More are not remembered: such runs are far from shrunk. */
const mostRemembered = 200_000;

/** Hears every message that leaves a node. */
export class Census implements Recorder {
  private readonly landmarks: Landmark[] = [];
  private readonly identities = new Set<Identity>();
  private readonly counts = new Map<string, number>();

  sent(...[time, message, from, to, content]: Parameters<NonNullable<Recorder['sent']>>): void {
    if (this.landmarks.length >= mostRemembered) return;
    const kind = kindOfMessage(content);
    const occurrence = (this.counts.get(keyOf(from, to, kind)) ?? 0) + 1;
    this.counts.set(keyOf(from, to, kind), occurrence);
    this.identities.add(message);
    this.landmarks.push({ message, from, to, kind, occurrence, time });
  }

  message(): void {
    // What became of it is known by its identity.
  }

  fault(): void {
    // Faults have no identity in the plan.
  }

  node(): void {
    // Nodes keep their numbers.
  }

  /** Was such a message sent? */
  has(message: Identity): boolean {
    return this.identities.has(message);
  }

  /** The messages that deviations of the plan meet, in order of time. */
  of({ deviations }: Plan): readonly Landmark[] {
    const wanted = new Set(deviations.map(({ message }) => message));
    return this.landmarks.filter(({ message }) => wanted.delete(message));
  }

  /** The message of this name; else the one nearest in time of its kind and way, else of its way. None of those that are `taken`. */
  nearest(lost: Landmark, taken: ReadonlySet<Identity>): Landmark | null {
    const way = this.landmarks.filter(({ from, to, message }) => from === lost.from && to === lost.to && !taken.has(message));
    const kind = way.filter((other) => other.kind === lost.kind);
    return kind.find(({ occurrence }) => occurrence === lost.occurrence) ?? nearestIn(kind, lost.time) ?? nearestIn(way, lost.time);
  }
}

function nearestIn(candidates: readonly Landmark[], time: Time): Landmark | null {
  const distance = (other: Landmark): number => Math.abs(other.time - time);
  return candidates.reduce<Landmark | null>((best, other) => (best === null || distance(other) < distance(best) ? other : best), null);
}

const keyOf = (from: NodeId, to: NodeId, kind: string): string => `${from} ${to} ${kind}`;
