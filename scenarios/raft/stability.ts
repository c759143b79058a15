/** What users notice of a leader that stays, or does not. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { formatTime, milliseconds, seconds } from '../../sim/core/time.ts';
import { expect, sleep, type Stage, type Story } from '../../sim/hosts/script.ts';
import { raftOf } from './cluster.ts';
import type { RegisterUser } from './vocabulary.ts';

/** A quiet second, in which logs do not grow; then writes. All the while the same server leads the same term. */
export function* undisturbed(stage: Stage, leader: NodeId, user: RegisterUser): Story {
  const before = raftOf(stage, leader);
  yield* sleep(seconds(1));
  yield* prompt(stage, user.writeMany('w', 10, milliseconds(100)), seconds(3));
  const after = raftOf(stage, leader);
  const stays = before !== null && after?.role === 'leader' && after.currentTerm === before.currentTerm;
  expect(stays, 'a leader with a healthy quorum stays', () => `server ${leader} does not lead term ${before?.currentTerm} any more`);
}

/** The story ends in time, though what is wrong has not ended. */
export function* prompt(stage: Stage, story: Story, within: number): Story {
  const begin = stage.now();
  yield* story;
  const took = stage.now() - begin;
  expect(took <= within, 'a healthy majority answers in time', () => `it took ${formatTime(took)}, more than ${formatTime(within)}`);
}
