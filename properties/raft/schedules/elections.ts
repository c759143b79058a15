/** Elections, votes and terms. */
import type { NodeId } from '../../../sim/core/index.ts';
import type { ReplicaOptions } from '../../../protocols/raft/index.ts';
import { among, appendEntries, reply, requestVote } from './letters.ts';
import type { Schedule } from './schedule.ts';
import type { Stage } from './stage.ts';

/** Figure 2, without what the thesis adds. */
const plain: ReplicaOptions = { preVote: false, checkQuorum: false };

/** This server wins an election, and its first entry is committed everywhere. */
export const lead = (stage: Stage, node: NodeId): Stage => stage.fire(node, 'election').settle().fire(node, 'heartbeat').settle();

/** It hears no leader for its whole timeout, in both parts of it. */
export const timeOut = (stage: Stage, node: NodeId): Stage => {
  const { leaderIsRecent } = stage.state(node).raft;
  stage.fire(node, 'election');
  return leaderIsRecent ? stage.fire(node, 'election') : stage;
};

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
  {
    id: 'RAFT-ELECT-03',
    servers: 3,
    fires: 'a vote stands as long as its term (5.2)',
    play: (stage) => void lead(stage, 0),
  },
  {
    id: 'RAFT-ELECT-04',
    servers: 3,
    options: { preVote: false },
    fires: 'a vote stands as long as its term (5.2)',
    play: (stage) => void stage.fire(0, 'election').fire(1, 'election').deliver(requestVote(0, 2)).deliver(requestVote(1, 2)),
  },
  {
    id: 'RAFT-ELECT-10',
    servers: 3,
    fires: 'a leader with a majority stays in office',
    // One follower has not heard from its leader for a while.
    play(stage) {
      timeOut(lead(stage, 0).cut([0], [1]), 1).heal().settle();
      stage.demand('a leader with a majority stays in office', stage.leaders.includes(0));
    },
  },
  {
    id: 'RAFT-ELECT-18',
    servers: 3,
    fires: 'a leader with a majority stays in office',
    play(stage) {
      timeOut(lead(stage, 0).cut([1], [0, 2]), 1).settle().heal().fire(0, 'heartbeat').settle();
      stage.demand('a leader with a majority stays in office', stage.leaders.includes(0));
    },
  },
  {
    id: 'RAFT-ELECT-19',
    servers: 3,
    fires: 'a vote stands as long as its term (5.2)',
    play: (stage) => void timeOut(lead(stage, 0), 1),
  },
  {
    id: 'RAFT-ELECT-51',
    servers: 5,
    options: { ...plain, noOp: false },
    fires: 'nothing is promised before it is written (Figure 2)',
    // 4 follows the leader of term 2, whom it has not elected, when it is asked for its vote in term 1.
    play(stage) {
      stage.fire(0, 'election').fire(1, 'election').fire(1, 'election').deliver(requestVote(1, 2)).deliver(requestVote(1, 3));
      stage.settle(reply(2, 1)).settle(reply(3, 1)).deliver(appendEntries(1, 4)).deliver(requestVote(0, 4));
    },
  },
  {
    id: 'RAFT-ELECT-52',
    servers: 3,
    options: plain,
    fires: 'Leader Completeness (5.4)',
    // 0 has an entry of term 1 that nobody else has; 1 and 2 have committed one of term 2.
    play(stage) {
      stage.fire(0, 'election').settle(requestVote(0)).settle(reply(2, 0)).cut([0], [1, 2]);
      stage.fire(1, 'election').settle().heal().fire(0, 'heartbeat').settle(among(0, 2));
      stage.fire(0, 'election').settle();
    },
  },
  {
    id: 'RAFT-ELECT-53',
    servers: 3,
    options: plain,
    fires: 'Leader Completeness (5.4)',
    play(stage) {
      lead(stage, 0).write(0, 'a');
      timeOut(stage.lose(appendEntries(0, 2)).settle(), 2).settle();
    },
  },
  {
    id: 'RAFT-ELECT-54',
    servers: 3,
    options: plain,
    fires: 'Election Safety (5.2)',
    // The vote of 2 for term 1 comes when 0 stands in term 2, and 1 has won it.
    play(stage) {
      const late = stage.fire(0, 'election').deliver(requestVote(0, 2)).hold(reply(2, 0));
      stage.fire(0, 'election').fire(1, 'election').fire(1, 'election').settle(among(1, 2)).release(late);
    },
  },
  {
    id: 'RAFT-ELECT-55',
    servers: 5,
    fires: 'Election Safety (5.2)',
    // All pre-votes are given to two servers; two of each arrive when their elections have begun.
    play(stage) {
      stage.fire(0, 'election').fire(1, 'election').deliver(requestVote(0)).deliver(requestVote(1));
      stage.deliver(reply(2)).deliver(reply(3)).deliver(reply(4)).settle();
    },
  },
  {
    id: 'RAFT-ELECT-56',
    servers: 4,
    options: { preVote: false },
    fires: 'Election Safety (5.2)',
    play: (stage) => void stage.fire(0, 'election').fire(1, 'election').settle(among(0, 2)).settle(among(1, 3)),
  },
  {
    id: 'RAFT-ELECT-57',
    servers: 3,
    fires: 'nothing is promised before it is written (Figure 2)',
    play: (stage) => void lead(stage, 0),
  },
  {
    id: 'RAFT-ELECT-58',
    servers: 3,
    options: (node) => ({ preVote: node !== 1 }),
    fires: 'a leader with a majority stays in office',
    // A server of the older kind hears no leader, and is heard by one follower.
    play(stage) {
      timeOut(lead(stage, 0).cut([0], [1]), 1).settle().fire(0, 'heartbeat').settle();
      stage.demand('a leader with a majority stays in office', stage.leaders.includes(0));
    },
  },
];
