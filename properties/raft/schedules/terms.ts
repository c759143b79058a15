/** Terms, offices and timers. */
import type { NodeId } from '../../../sim/core/index.ts';
import { lead, timeOut } from './elections.ts';
import { among, appendEntries, preVote, reply, requestVote } from './letters.ts';
import type { Schedule } from './schedule.ts';
import type { Stage } from './stage.ts';

/** So many election timeouts pass for these servers: those that are due at the same moment fire together. */
function waitForLeader(stage: Stage, nodes: readonly NodeId[], timeouts: number): Stage {
  for (let i = 0; i < timeouts && !stage.leaders.some((leader) => nodes.includes(leader)); i++) {
    const waits = nodes.map((node) => stage.hand(node).timers.get('election'));
    const together = waits.every((wait) => wait !== undefined && wait.min === wait.max && wait.max === waits[0]?.max);
    if (together) for (const node of nodes) stage.fire(node, 'election');
    else timeOut(stage, nodes[i % nodes.length] ?? 0);
    stage.settle();
  }
  return stage;
}

const elected = (stage: Stage, nodes: readonly NodeId[], timeouts: number): Stage =>
  waitForLeader(stage, nodes, timeouts).demand('a leader is elected in time', stage.leaders.some((leader) => nodes.includes(leader)));

export const termSchedules: readonly Schedule[] = [
  {
    id: 'RAFT-ELECT-06',
    servers: 3,
    options: { preVote: false, checkQuorum: false },
    fires: 'a higher term is followed (5.1)',
    // The old leader is heard, and hears nothing but answers.
    play(stage) {
      lead(stage, 0).cut([0], [1, 2]);
      timeOut(stage, 1).settle().heal().fire(0, 'heartbeat').deliver(appendEntries(0)).deliver(reply(2, 0));
    },
  },
  {
    id: 'RAFT-ELECT-07',
    servers: 3,
    options: { preVote: false },
    fires: 'votedFor belongs to the current term (Figure 2)',
    play: (stage) => void stage.fire(0, 'election').deliver().fire(1, 'election').deliver(reply(1, 0)).settle(among(1, 2)),
  },
  {
    id: 'RAFT-ELECT-12',
    servers: 3,
    fires: 'a leader is elected in time',
    play: (stage) => void elected(lead(stage, 0).cut([0], [1, 2]), [1, 2], 20),
  },
  {
    id: 'RAFT-ELECT-13',
    servers: 3,
    options: { preVote: false, checkQuorum: false },
    fires: 'only the leader, a vote given or an own election restart the election timer (Figure 2)',
    play: (stage) => void stage.fire(0, 'election').fire(1, 'election').deliver(requestVote(0, 2)).deliver(requestVote(1, 2)),
  },
  {
    id: 'RAFT-ELECT-15',
    servers: 3,
    fires: 'a follower waits for an election timeout, a leader for the next heartbeat (Figure 2)',
    play: (stage) => void lead(stage, 0).fire(0, 'quorum').fire(0, 'quorum'),
  },
  {
    id: 'RAFT-ELECT-21',
    servers: 3,
    fires: 'a leader is elected in time',
    // Three times it is cut off just after its pre-vote; then its vote is needed: its term is ahead, its log is behind.
    play(stage) {
      for (let i = 0; i < 3; i++) stage.fire(2, 'election').settle(preVote()).cut([2], [0, 1]).settle().heal();
      stage.fire(0, 'election').settle(among(0, 1)).fire(0, 'heartbeat').settle(among(0, 1)).cut([0], [1, 2]);
      elected(stage, [1, 2], 10);
    },
  },
  {
    id: 'RAFT-ELECT-22',
    servers: 3,
    fires: 'a leader is elected in time',
    // Both find out at the same time, and ask each other.
    play(stage) {
      lead(stage, 0).cut([0], [1, 2]).fire(1, 'election').fire(2, 'election').fire(1, 'election').fire(2, 'election').settle();
      elected(stage, [1, 2], 10);
    },
  },
  {
    id: 'RAFT-ELECT-24',
    servers: 3,
    fires: 'a leader that hears from no majority for an election timeout steps down (thesis 6.2)',
    play: (stage) => void lead(stage, 0).cut([0], [1, 2]).fire(0, 'quorum').fire(0, 'quorum'),
  },
  {
    id: 'RAFT-ELECT-25',
    servers: 3,
    fires: 'a leader that can store nothing steps down',
    play(stage) {
      lead(stage, 0).holdDisk(0).write(0, 'a');
      stage.settle();
      for (let i = 0; i < 3 && stage.leaders.includes(0); i++) stage.fire(0, 'heartbeat').settle().fire(0, 'quorum');
      stage.demand('a leader that can store nothing steps down', !stage.leaders.includes(0));
    },
  },
  {
    id: 'RAFT-ELECT-27',
    servers: 3,
    options: { preVote: false, checkQuorum: false },
    fires: 'AppendEntries of a term are sent by its leader (Figure 2)',
    // The first entry of the term is under way, a write waits behind it.
    play(stage) {
      stage.fire(0, 'election').deliver(requestVote(0)).deliver(reply(1, 0)).write(0, 'a');
      stage.fire(1, 'election').deliver(requestVote(1, 0));
    },
  },
  {
    id: 'RAFT-ELECT-61',
    servers: 3,
    fires: 'what a server relies on, it has written (Figure 2)',
    play: (stage) => void stage.fire(0, 'election').deliver().settle(among(0, 1)).deliver(appendEntries(0, 2)),
  },
  {
    id: 'RAFT-ELECT-62',
    servers: 3,
    options: { preVote: false, checkQuorum: false },
    fires: 'a leader counts its own copy once it is stored (thesis 10.2.1)',
    // Its first office stored two entries that nobody else has; in its third term, it stores nothing.
    play(stage) {
      stage.fire(0, 'election').deliver(requestVote(0)).deliver(reply(1, 0)).write(0, 'a');
      stage.cut([0], [1, 2]);
      stage.fire(1, 'election').settle().heal().fire(1, 'heartbeat').settle().holdDisk(0);
      timeOut(stage, 0).sync(0, 1).settle();
    },
  },
];
