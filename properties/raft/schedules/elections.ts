import type { Schedule } from './schedule.ts';
import { reply, requestVote } from './letters.ts';

export const electionSchedules: readonly Schedule[] = [
  {
    id: 'RAFT-ELECT-01',
    servers: 5,
    options: { preVote: false },
    fires: 'Election Safety (5.2)',
    // Votes are split, and one of them is answered twice.
    play(stage) {
      stage.fire(0, 'election').fire(1, 'election').deliver(requestVote(0, 2)).deliver(requestVote(1, 3)).deliver(requestVote(1, 4));
      stage.duplicate(reply(2, 0)).settle();
    },
  },
];
