import { among, appendEntries, installSnapshot, reply } from './letters.ts';
import { campaign, elect, heartbeat, reunite, withoutGuards } from './scenes.ts';
import type { Schedule } from './schedule.ts';

export const commitSchedules: readonly Schedule[] = [
  {
    id: 'RAFT-COMMIT-01',
    servers: 5,
    options: { ...withoutGuards, maxEntries: 1 },
    fires: 'a leader commits by entries of its own term (5.4.2)',
    // Figure 8: an entry of term 1 reaches a majority in term 3, and is overwritten by one of term 2 in term 4.
    play(stage) {
      elect(stage, 0, 1, 2, 3, 4);
      stage.cut([0], [1, 2, 3, 4]).write(0, 'a');
      stage.settle();
      campaign(stage, 4, 1, 2, 3);
      stage.heal().cut([4], [0, 1, 2, 3]).settle();
      heartbeat(stage, 0);
      campaign(stage, 0, 1, 2);
      for (let trips = 0; trips < 4; trips++) stage.deliver(among(0, 1, 2));
      stage.heal().cut([0], [1, 2, 3, 4]).settle();
      heartbeat(stage, 4);
      campaign(stage, 4, 1, 2, 3);
    },
  },
  {
    id: 'RAFT-COMMIT-02',
    servers: 5,
    fires: 'what a leader commits is in the logs of a majority (5.3, 6)',
    // One follower lacks nothing, the others lack one entry more each: two copies are the most frequent number.
    play(stage) {
      stage.cut([4], [0, 1, 2, 3]);
      elect(stage, 0, 1, 2, 3);
      stage.cut([3], [0, 1, 2]).write(0, 'a');
      stage.settle().cut([2], [0, 1]).write(0, 'b');
      reunite(stage);
      elect(stage, 2, 3, 4);
    },
  },
  {
    id: 'RAFT-COMMIT-03',
    servers: 3,
    fires: 'a leader commits what its followers have',
    // The first leader fails before it has committed its first entry.
    play(stage) {
      campaign(stage, 0, 1, 2);
      stage.deliver(appendEntries(0)).crash(0).settle();
      elect(stage, 1, 0, 2);
      const { commitIndex, log } = stage.state(1).raft;
      stage.demand('a leader commits what its followers have', commitIndex === log.lastIndex);
    },
  },
  {
    id: 'RAFT-COMMIT-04',
    servers: 3,
    fires: 'commitIndex, lastApplied and snapshots never go back (Figure 2)',
    // The first AppendEntries arrives once more.
    play(stage) {
      campaign(stage, 0, 1, 2);
      const first = stage.wire.find(appendEntries(0, 1));
      stage.duplicate((letter) => letter === first).settle(reply(1, 0)).fire(0, 'heartbeat');
      stage.deliver((letter) => appendEntries(0, 1)(letter) && letter !== first).deliver();
    },
  },
  {
    id: 'RAFT-COMMIT-05',
    servers: 3,
    options: { snapshotEvery: 2, chunkSize: 1 },
    fires: 'an index is within its log',
    // After the first chunk, the answer to which is lost, comes a heartbeat.
    play(stage) {
      stage.cut([2], [0, 1]);
      elect(stage, 0, 1);
      reunite(stage).fire(0, 'heartbeat').deliver(installSnapshot(0, 2)).lose(reply(2, 0));
      heartbeat(stage, 0);
    },
  },
  {
    id: 'RAFT-COMMIT-06',
    servers: 3,
    fires: 'a read is answered',
    play(stage) {
      elect(stage, 0, 1, 2);
      const client = stage.read(0);
      stage.settle();
      heartbeat(stage, 0);
      stage.demand('a read is answered', stage.outcomes(client).includes('done'));
    },
  },
  {
    id: 'RAFT-COMMIT-51',
    servers: 3,
    fires: 'Leader Completeness (5.4)',
    // Of two copies, one was on its way to a disk that loses its power.
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.holdDisk(0).write(0, 'a');
      stage.lose(appendEntries(0, 2)).settle().crash(0).releaseDisk(0);
      elect(stage, 2, 0);
    },
  },
  {
    id: 'RAFT-COMMIT-52',
    servers: 3,
    options: withoutGuards,
    fires: 'Leader Completeness (5.4): what is committed is never deleted',
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.cut([0], [1, 2]).write(0, 'lost');
      elect(stage, 1, 2);
      elect(stage, 2, 1);
      reunite(stage);
      heartbeat(stage, 2);
    },
  },
];
