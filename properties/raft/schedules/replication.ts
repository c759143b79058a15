import { appendEntries, reply } from './letters.ts';
import { campaign, elect, heartbeat, reunite, withoutGuards } from './scenes.ts';
import type { Schedule } from './schedule.ts';
import type { Stage } from './stage.ts';

/** Node 0 writes in term 1 what nobody hears; node 1 leads term 2, whose first entry takes its place. */
function leaveTail(stage: Stage, ...values: readonly string[]): void {
  elect(stage, 0, 1, 2);
  stage.cut([0], [1, 2]);
  for (const value of values) stage.write(0, value);
  elect(stage, 1, 2);
}

/** The tail of node 0 ends below the log of a third leader, who probes there. */
function probeTail(stage: Stage): void {
  leaveTail(stage, 'lost');
  campaign(stage, 2, 1);
  reunite(stage);
  heartbeat(stage, 2);
}

export const replicationSchedules: readonly Schedule[] = [
  {
    id: 'RAFT-LOG-01',
    servers: 3,
    fires: 'nothing is promised before it is written (Figure 2)',
    // A heartbeat overtakes the entry before it, which is lost.
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.write(0, 'a');
      stage.lose(appendEntries(0, 1));
      heartbeat(stage, 0, 1);
    },
  },
  {
    id: 'RAFT-LOG-03',
    servers: 3,
    fires: 'Leader Completeness (5.4)',
    // An old heartbeat cuts off an entry whose second copy this was.
    play(stage) {
      elect(stage, 0, 1, 2);
      const late = stage.fire(0, 'heartbeat').hold(appendEntries(0, 1));
      stage.settle().write(0, 'a');
      stage.lose(appendEntries(0, 2)).settle().release(late);
      elect(stage, 1, 2);
    },
  },
  {
    id: 'RAFT-LOG-04',
    servers: 3,
    fires: 'State Machine Safety (5.4.3)',
    play(stage) {
      leaveTail(stage, 'lost');
      reunite(stage);
      heartbeat(stage, 1);
    },
  },
  {
    id: 'RAFT-LOG-06',
    servers: 3,
    fires: 'nextIndex > matchIndex, which never falls (Figure 2)',
    // The answer to a heartbeat comes after that to an entry.
    play(stage) {
      elect(stage, 0, 1, 2);
      const late = stage.fire(0, 'heartbeat').deliver(appendEntries(0, 1)).hold(reply(1, 0));
      stage.write(0, 'a');
      stage.settle().release(late);
    },
  },
  {
    id: 'RAFT-LOG-07',
    servers: 3,
    fires: 'what a leader commits is in the logs of a majority (5.3, 6)',
    // An entry leaves while a heartbeat is being answered.
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.fire(0, 'heartbeat').deliver().write(0, 'a');
      stage.deliver(reply(1, 0));
    },
  },
  {
    id: 'RAFT-LOG-09',
    servers: 3,
    options: { snapshotEvery: 2 },
    fires: 'Log Matching (5.3)',
    // The first entry is compacted before node 2 has heard of it.
    play(stage) {
      stage.cut([2], [0, 1]);
      elect(stage, 0, 1);
      stage.write(0, 'a');
      reunite(stage);
      heartbeat(stage, 0);
    },
  },
  {
    id: 'RAFT-LOG-10',
    servers: 3,
    options: withoutGuards,
    fires: 'a cluster settles',
    play: probeTail,
  },
  {
    id: 'RAFT-LOG-15',
    servers: 3,
    fires: 'Log Matching (5.3)',
    // Three entries at once take the place of one.
    play(stage) {
      leaveTail(stage, 'lost');
      for (const value of ['a', 'b']) stage.write(1, value);
      reunite(stage);
      heartbeat(stage, 1);
    },
  },
  {
    id: 'RAFT-LOG-16',
    servers: 3,
    fires: 'Leader Append-Only (5.3)',
    // The disk of a new leader fails with its first entry, which others have.
    play(stage) {
      stage.fire(0, 'election').deliver().deliver().deliver().holdDisk(0).deliver();
      stage.failDisk(0);
    },
  },
  {
    id: 'RAFT-LOG-19',
    servers: 2,
    options: { maxInflight: 2 },
    fires: 'a write is answered',
    // The window is full, and the answer to its first message is lost.
    play(stage) {
      elect(stage, 0, 1);
      for (const value of ['a', 'b']) stage.write(0, value);
      const [oldest] = stage.deliver(appendEntries(0, 1)).wire;
      stage.lose((letter) => letter === oldest).settle();
      const client = stage.write(0, 'c');
      for (let rounds = 0; rounds < 3; rounds++) heartbeat(stage, 0);
      stage.demand('a write is answered', stage.outcomes(client).includes('done'));
    },
  },
  {
    id: 'RAFT-LOG-21',
    servers: 3,
    fires: 'Log Matching (5.3)',
    play(stage) {
      campaign(stage, 0, 1, 2);
      stage.duplicate(appendEntries(0, 1)).settle().write(0, 'a');
      stage.settle();
    },
  },
  {
    id: 'RAFT-LOG-22',
    servers: 3,
    options: { snapshotEvery: 2 },
    fires: 'a probe below the last index carries entries (5.3)',
    // What a leader sends first, right behind a snapshot, is lost.
    play(stage) {
      elect(stage, 0, 1, 2);
      heartbeat(stage, 0);
      campaign(stage, 1, 2);
      stage.lose(appendEntries(1, 2)).fire(1, 'heartbeat');
    },
  },
  {
    id: 'RAFT-LOG-51',
    servers: 5,
    options: withoutGuards,
    fires: 'matchIndex is never above what the follower has stored (5.3)',
    // Node 1 confirms an entry of term 1, and loses it to the leader of term 2; the answer arrives in term 3, which node 0 leads again.
    play(stage) {
      elect(stage, 0, 1, 2, 3, 4);
      stage.cut([0, 1], [2, 3, 4]).write(0, 'lost');
      const late = stage.deliver(appendEntries(0, 1)).hold(reply(1, 0));
      campaign(stage, 2, 3, 4);
      stage.heal().deliver(appendEntries(2, 1)).cut([2], [0, 1, 3, 4]).settle();
      campaign(stage, 0, 3, 4);
      stage.release(late);
    },
  },
  {
    id: 'RAFT-LOG-52',
    servers: 3,
    options: withoutGuards,
    fires: 'Log Matching (5.3)',
    play: probeTail,
  },
  {
    id: 'RAFT-LOG-53',
    servers: 3,
    options: withoutGuards,
    fires: 'only the leader, a vote given or an own election restart the election timer (Figure 2)',
    // Entries of term 1 arrive in term 2, and take the place of a committed one.
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.write(0, 'late');
      const late = stage.lose(appendEntries(0, 2)).hold(appendEntries(0, 1));
      elect(stage, 2, 1);
      stage.release(late);
      elect(stage, 1, 0);
    },
  },
  {
    id: 'RAFT-LOG-54',
    servers: 3,
    fires: 'State Machine Safety (5.4.3)',
    play(stage) {
      leaveTail(stage, 'lost');
      reunite(stage);
      heartbeat(stage, 1);
    },
  },
];
