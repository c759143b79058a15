/** A node that delivers once more what was delivered before: late copies, which a network may make, at a moment that a schedule names. */
import { Turn } from '../../../sim/core/index.ts';
import type { NodeId, Protocol, Vocabulary } from '../../../sim/core/index.ts';
import type { ShardConfiguration } from '../../../protocols/shard-controller/index.ts';
import { ask, type Stage, type Story } from '../../../sim/hosts/script.ts';

interface CourierVocabulary extends Vocabulary {
  readonly state: { readonly kind: 'courier' };
  readonly message: unknown;
  readonly timer: never;
  readonly record: never;
  readonly request: { readonly to: NodeId; readonly message: unknown };
  readonly result: { readonly kind: 'sent' };
  readonly output: never;
}

/** The courier, who keeps nothing and hears nothing. */
export const courier: Protocol<CourierVocabulary> = {
  name: 'courier',
  milestones: {},
  start: () => ({ state: { kind: 'courier' }, effects: [] }),
  step(state, event) {
    const turn = new Turn<CourierVocabulary>({ ...state });
    if (event.kind === 'request') {
      turn.send(event.request.to, event.request.message);
      turn.reply(event.id, { kind: 'sent' });
    }
    return turn.end();
  },
};

/** What schedules tell messages by. */
export interface Heard {
  readonly kind: string;
  readonly number?: number;
  readonly configuration?: ShardConfiguration;
  readonly change?: { readonly kind: string; readonly number: number };
}

const typed: { heard(message: unknown): Heard } = {
  heard(message: Heard) {
    return message;
  },
};

export const heard = (message: unknown): Heard => typed.heard(message);

/** Remembers the first message that `node` hears and that is meant; the story that it returns delivers it once more. */
export function lateCopy(stage: Stage, node: NodeId, isMeant: (message: Heard) => boolean): () => Story {
  const kept: unknown[] = [];
  stage.watch((step) => {
    if (step.node === node && step.event.kind === 'message' && kept.length === 0 && isMeant(heard(step.event.message))) kept.push(step.event.message);
  });
  return function* () {
    const [message] = kept;
    if (message === undefined) throw new RangeError(`node ${node} has heard nothing of the kind`);
    yield* ask(stage.clients.at(-1) ?? 0, { to: node, message });
  };
}
