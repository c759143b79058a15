/**
 * Exactly once, judged by what commands do to the state and not by any table of the service: each step of a replica is explained by which
 * of the entries that it applied took effect. Effects of one command are counted over the whole run.
 */
import { fingerprint } from '../../sim/core/fingerprint.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import { tracked, type Judgement, type Tracked } from '../property.ts';
import { appliedIn, continues, type AppliedEntry, type ReplicaStep, type ReplicaWords } from './applied.ts';

/** A command in the log: who asked for it (however often), and what it does to the part of the state that counts. */
export interface Effect<Part> {
  readonly identity: string;
  change(part: Part): Part;
}

/** What a client tells its user: it happened; it will not happen any more; it never did and never will. */
export interface Told {
  readonly identity: string;
  readonly outcome: 'happened' | 'over' | 'never';
}

/** How to see the effects of one service. */
export interface EffectView<State extends object, Part> {
  /** What the commands change, without what is remembered of clients. */
  partOf(machine: State): Part;
  /** Null: an entry that changes nothing. */
  effectOf(command: unknown): Effect<Part> | null;
  /** What the step of a client tells its user. */
  toldIn(step: Observed): Told | null;
}

/** Most commands of one step of which it is not known yet whether they took effect. There are seldom more than two. */
const mostOpen = 8;

/** Of a command that went through the log when it changed nothing: whether it was executed cannot be seen. */
const nothingToSee = -1;

/** A command takes effect at most once on each replica, at the same place in the log; exactly once if its user was told so. */
export function exactlyOnce<State extends object, Part>(view: EffectView<State, Part>): Tracked {
  return tracked<ReplicaWords<State>>('each command takes effect exactly once if it is answered, and at most once', () => {
    const effects = new Effects(view);
    return (step) => {
      if (continues(step)) return effects.apply(step);
      const told = step.role === 'client' ? view.toldIn(step) : null;
      return told === null || effects.tell(told);
    };
  });
}

/** A command at its place in the log. */
interface Placed<Part> {
  readonly index: number;
  readonly effect: Effect<Part>;
}

/** One command in an explanation of a step: null where the state would not have shown an effect. */
type Took = boolean | null;

class Effects<State extends object, Part> {
  private readonly view: EffectView<State, Part>;
  /** By index: did the entry take effect? Decided by the first replica whose step leaves no choice. */
  private readonly decided = new Map<number, boolean>();
  /** By the command: the index at which it took effect, or `nothingToSee`. */
  private readonly happened = new Map<string, number>();
  /** Users have been told that these will not happen any more, or never. */
  private readonly over = new Map<string, Told['outcome']>();
  /** The last index that some replica has applied: what is decided about those before it, by others, happened earlier. */
  private latest = 0;

  constructor(view: EffectView<State, Part>) {
    this.view = view;
  }

  apply(step: ReplicaStep<State>): Judgement {
    const entries = appliedIn(step).flatMap((applied) => this.placed(applied));
    const judgement = entries.length === 0 || this.judge(step, entries);
    this.latest = Math.max(this.latest, step.after.raft.lastApplied);
    return judgement;
  }

  private judge(step: ReplicaStep<State>, entries: readonly Placed<Part>[]): Judgement {
    const goal = fingerprint(this.view.partOf(step.after.machine));
    const open = entries.filter(({ index }) => !this.decided.has(index)).length;
    if (open > mostOpen) return this.leaveOpen(entries);
    const found = [...this.explanations(this.view.partOf(step.before.machine), goal, entries)];
    if (found.length > 0) return this.record(entries, found);
    return `node ${step.node} has applied entries ${entries.map(({ index }) => index).join(', ')}: its state is not what these make of the one before`;
  }

  tell({ identity, outcome }: Told): Judgement {
    const happened = this.happened.get(identity);
    if (outcome === 'happened') return happened !== undefined || `command ${identity} was answered, and has not taken effect`;
    this.over.set(identity, outcome);
    return outcome !== 'never' || (happened ?? nothingToSee) === nothingToSee || `command ${identity} was refused for good, and has taken effect`;
  }

  private placed({ index, entry }: AppliedEntry): readonly Placed<Part>[] {
    const effect = entry.kind === 'command' && entry.command !== null ? this.view.effectOf(entry.command) : null;
    return effect === null ? [] : [{ index, effect }];
  }

  /** Every way in which the entries, some of them without effect, can have led from `part` to the goal. */
  private *explanations(part: Part, goal: number, entries: readonly Placed<Part>[], from: number = 0): Generator<readonly Took[]> {
    const placed = entries[from];
    if (placed === undefined) {
      if (fingerprint(part) === goal) yield [];
      return;
    }
    const changed = placed.effect.change(part);
    const isVisible = fingerprint(changed) !== fingerprint(part);
    const decided = this.decided.get(placed.index);
    for (const took of !isVisible ? [null] : decided === undefined ? [true, false] : [decided]) {
      for (const rest of this.explanations(took === true ? changed : part, goal, entries, from + 1)) yield [took, ...rest];
    }
  }

  /** Too many to tell: any of them may have happened. */
  private leaveOpen(entries: readonly Placed<Part>[]): true {
    for (const { effect } of entries) if (!this.happened.has(effect.identity)) this.happened.set(effect.identity, nothingToSee);
    return true;
  }

  private record(entries: readonly Placed<Part>[], found: readonly (readonly Took[])[]): Judgement {
    for (const [i, placed] of entries.entries()) {
      const took = found[0]?.[i] ?? null;
      if (took === null || found.some((explanation) => explanation[i] !== took)) {
        this.leaveOpen([placed]);
        continue;
      }
      if (this.decided.has(placed.index)) continue;
      this.decided.set(placed.index, took);
      const wrong = took ? this.take(placed) : null;
      if (wrong !== null) return wrong;
    }
    return true;
  }

  private take({ index, effect: { identity } }: Placed<Part>): string | null {
    const earlier = this.happened.get(identity);
    this.happened.set(identity, index);
    if (earlier !== undefined && earlier !== nothingToSee) return `command ${identity} took effect at entry ${earlier}, and again at entry ${index}`;
    const told = this.over.get(identity);
    return told === 'never' || (told === 'over' && index > this.latest) ? `command ${identity} took effect at entry ${index}, after its user had been told that it would not any more` : null;
  }
}
