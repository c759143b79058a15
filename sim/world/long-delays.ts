/** Some kinds of messages that are late for a while, as one strike of a fault has it. */
import type { Hold } from './impairments.ts';
import type { Deviation, Fault } from './plan.ts';
import { purposes, type Identity, type Random } from './random.ts';

/** Which messages are late, how many of a thousand, and by how much. */
export type LongDelays = Pick<Extract<Fault, { kind: 'longDelays' }>, 'kinds' | 'rate' | 'min' | 'max'>;

/** What delays messages now, with the strike that began it. */
export interface HeldDelays extends LongDelays {
  readonly hold: Hold;
}

/** Whether this message is late, by what delays its kind. Drawn by the message alone: which strike it was must not matter to the others. */
export function drawLongDelays(random: Random, delays: readonly HeldDelays[], identity: Identity, message: unknown): readonly Deviation[] {
  const kind = kindOf(message);
  return delays.flatMap(({ kinds, rate, min, max }): readonly Deviation[] => {
    if (kind === null || !kinds.includes(kind) || !random.permille(purposes.longDelay, identity, rate)) return [];
    return [{ kind: 'late', message: identity, by: random.integer(purposes.longDelay, ~identity, min, Math.max(min, max)) }];
  });
}

function kindOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return null;
  return typeof message.kind === 'string' ? message.kind : null;
}
