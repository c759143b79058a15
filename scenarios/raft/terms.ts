/** How terms come apart, told to scripts. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Stage, type Story } from '../../sim/hosts/script.ts';
import { prompt } from './stability.ts';
import { crash, othersThan, raftOf, until } from './cluster.ts';

/**
 * One server begins so many elections of which nobody hears: it is cut off as soon as it stands. All others restart again and again meanwhile, so
 * that none of them stands first; each says yes to whoever asks for a pre-vote. At the end its term is ahead of all others by about as many.
 */
export function* getAhead(stage: Stage, node: NodeId, elections: number): Story {
  const termOf = (): number => raftOf(stage, node)?.currentTerm ?? 0;
  for (let election = 0; election < elections; election++) {
    const before = termOf();
    const deadline = stage.now() + seconds(1);
    while (termOf() === before && stage.now() < deadline) {
      for (const other of othersThan(stage, node)) yield* inflict(crash(other, 1));
      for (const end = stage.now() + milliseconds(50); termOf() === before && stage.now() < end; ) yield* sleep(250);
    }
    yield* inflict({ kind: 'disconnect', node, lasts: milliseconds(10) + stage.choose(milliseconds(40)) });
    yield* sleep(milliseconds(10));
  }
}

/**
 * Whoever is ahead misses what the others write; then the leader goes away for long. The two who are left, one with the newer term and one with the
 * longer log, must agree on a leader.
 */
export function* partAhead(stage: Stage, node: NodeId, write: () => Story): Story {
  yield* getAhead(stage, node, 1 + stage.choose(3));
  const behind = milliseconds(300) + stage.choose(milliseconds(200));
  const back = stage.now() + behind;
  yield* inflict({ kind: 'disconnect', node, lasts: behind });
  const leads = (server: NodeId): boolean => raftOf(stage, server)?.role === 'leader';
  yield* until(stage, 'a leader is elected', () => stage.servers.some(leads));
  const leader = othersThan(stage, node).find(leads);
  // Where the others have split their votes until it was back, it leads.
  if (leader === undefined) return;
  yield* write();
  yield* sleep(Math.max(0, back - stage.now() - stage.choose(milliseconds(20))));
  yield* inflict({ kind: 'disconnect', node: leader, lasts: seconds(4) });
  yield* sleep(milliseconds(30));
  yield* prompt(stage, write(), seconds(3));
}
