import type { WrongLeader } from '../kv/wrong-leader.ts';
import type { Outcome } from '../raft/index.ts';

/** Whatever keeps a replica from doing what it was asked: another one must be asked. */
export function wrongLeader({ session, request }: Pick<WrongLeader, 'session' | 'request'>, outcome: Outcome): WrongLeader {
  const { leader, mayHappen } = outcome.kind === 'notLeader' ? outcome : { leader: null, mayHappen: false };
  return { kind: 'wrongLeader', session, request, leader, mayHappen };
}
