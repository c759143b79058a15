/** How properties of Raft see it, whoever its owner is. */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Time } from '../../sim/core/time.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import type { View } from '../../sim/world/view.ts';
import type { RaftMessage, RaftRecord, RaftState } from '../../protocols/raft/index.ts';
import { tracked, type Judgement, type Tracked } from '../property.ts';

/** Where the Raft is in an owner: a replica, or whoever else contains one. Null: there is none in this state, message or record. */
export interface RaftOwner {
  raftOf(state: object): RaftState | null;
  messageOf(message: unknown): RaftMessage | null;
  recordOf(record: unknown): RaftRecord | null;
  /** Rafts of different groups have nothing to do with each other. Left out: all servers are one group. */
  groupOf?(node: NodeId): number;
}

/** A message of Raft that a step asks to be sent. */
export interface SentMessage {
  readonly to: NodeId;
  readonly message: RaftMessage;
  readonly early: boolean;
}

/** A message of Raft that a step reacts to. */
export interface ReceivedMessage {
  readonly from: NodeId;
  readonly message: RaftMessage;
}

/** One step of one Raft server, starts included (`before` is null there). */
export interface RaftStep extends Pick<Observed, 'event' | 'effects'> {
  readonly time: Time;
  readonly node: NodeId;
  readonly group: number;
  /** State of the owner after the step. */
  readonly owner: object;
  readonly before: RaftState | null;
  readonly after: RaftState;
  readonly received: ReceivedMessage | null;
  readonly sent: readonly SentMessage[];
}

const nothingSent: readonly SentMessage[] = [];

/** Looks into the servers of one kind of owner. Properties that share a lens share its work. */
export class RaftLens {
  private readonly owner: RaftOwner;
  /** What was seen last: all properties look at the same step in turn. */
  private state: object | null = null;
  private event: object | null = null;
  private seen: RaftStep | null = null;

  constructor(owner: RaftOwner) {
    this.owner = owner;
  }

  /** The step as one of Raft; null where it is none. */
  see(step: Observed): RaftStep | null {
    if (step.after === this.state && step.event === this.event) return this.seen;
    this.state = step.after;
    this.event = step.event;
    this.seen = this.look(step);
    return this.seen;
  }

  raftOf(state: object): RaftState | null {
    return this.owner.raftOf(state);
  }

  recordOf(record: unknown): RaftRecord | null {
    return this.owner.recordOf(record);
  }

  private look({ role, time, node, before, event, after, effects }: Observed): RaftStep | null {
    if (role !== 'server') return null;
    const { owner } = this;
    const raft = owner.raftOf(after);
    if (raft === null) return null;
    return {
      time,
      node,
      group: owner.groupOf?.(node) ?? 0,
      owner: after,
      before: before === null ? null : owner.raftOf(before),
      after: raft,
      event,
      effects,
      received: event.kind === 'message' ? this.receive(event.from, event.message) : null,
      sent: this.sentIn(effects),
    };
  }

  private receive(from: NodeId, message: unknown): ReceivedMessage | null {
    const raft = this.owner.messageOf(message);
    return raft === null ? null : { from, message: raft };
  }

  private sentIn(effects: Observed['effects']): readonly SentMessage[] {
    let sent: SentMessage[] | null = null;
    for (const effect of effects) {
      const message = effect.kind === 'send' ? this.owner.messageOf(effect.message) : null;
      if (effect.kind === 'send' && message !== null) (sent ??= []).push({ to: effect.to, message, early: effect.early });
    }
    return sent ?? nothingSent;
  }
}

/** Judges the steps of one group of Raft servers: it may remember. */
export type RaftJudge = (step: RaftStep, view: View) => Judgement;

/** A demand on the whole run so far of each group of Raft servers, with a memory for each. */
export function raftTracked(lens: RaftLens, name: string, begin: () => RaftJudge): Tracked {
  return tracked(name, () => {
    const groups = new Map<number, RaftJudge>();
    let [group, judge] = [0, begin()];
    groups.set(group, judge);
    return (observed, view) => {
      const step = lens.see(observed);
      if (step === null) return true;
      if (step.group !== group) {
        group = step.group;
        judge = groups.get(group) ?? begin();
        groups.set(group, judge);
      }
      return judge(step, view);
    };
  });
}

/** A demand on single steps of Raft servers. */
export function raftAcross(lens: RaftLens, name: string, judge: RaftJudge): Tracked {
  return tracked(name, () => (observed, view) => {
    const step = lens.see(observed);
    return step === null || judge(step, view);
  });
}
