import type { RaftStep } from '../lens.ts';
import type { Event, Vocabulary } from '../../../sim/core/protocol.ts';
import type { RaftMessage, RaftState } from '../../../protocols/raft/index.ts';

/** A step that is no start. */
export interface Reaction extends RaftStep {
  readonly before: RaftState;
  readonly event: Event<Vocabulary>;
}

/** Is this step the situation? */
export type Situation = (step: RaftStep) => boolean;

/** A situation in the life of a running server. */
export function inReaction(holds: (step: Reaction) => boolean): Situation {
  return (step) => isReaction(step) && holds(step);
}

function isReaction(step: RaftStep): step is Reaction {
  return step.before !== null && step.event.kind !== 'start';
}

/** A situation in which a message of this kind arrives. */
export function onMessage<Kind extends RaftMessage['kind']>(
  kind: Kind,
  holds: (step: Reaction, message: Extract<RaftMessage, { kind: Kind }>, from: number) => boolean,
): Situation {
  return inReaction((step) => {
    const { received } = step;
    return received !== null && isOf(kind, received.message) && holds(step, received.message, received.from);
  });
}

const isOf = <Kind extends RaftMessage['kind']>(kind: Kind, message: RaftMessage): message is Extract<RaftMessage, { kind: Kind }> => message.kind === kind;

/** Leads before and after, in one term. */
export const stays = ({ before, after }: Reaction): boolean => before.role === 'leader' && after.role === 'leader' && before.currentTerm === after.currentTerm;

/** A leader gives up. */
export const stepsDown = ({ before, after }: Reaction): boolean => before.role === 'leader' && after.role !== 'leader';

/** A leader is elected. */
export const takesOffice = ({ before, after }: Reaction): boolean => before.role !== 'leader' && after.role === 'leader';
