import type { RaftMessage } from '../raft.ts';
import type { RaftTurn } from '../rules.ts';

/** Runs a rule whose messages of this kind leave without waiting for the disk. */
export function saidEarly(turn: RaftTurn, isMeant: (message: RaftMessage) => boolean, rule: () => void): void {
  const from = turn.effects.length;
  rule();
  for (const [i, effect] of turn.effects.entries()) {
    if (i >= from && effect.kind === 'send' && isMeant(effect.message)) turn.effects[i] = { ...effect, early: true };
  }
}
