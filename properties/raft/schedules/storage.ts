import { appendEntries, requestVote } from './letters.ts';
import { campaign, elect, heartbeat, reunite } from './scenes.ts';
import type { Schedule } from './schedule.ts';

export const storageSchedules: readonly Schedule[] = [
  {
    id: 'RAFT-STORE-01',
    servers: 3,
    fires: 'what a server relies on, it has written (Figure 2)',
    play: (stage) => elect(stage, 0, 1, 2),
  },
  {
    id: 'RAFT-STORE-03',
    servers: 3,
    fires: 'a server starts with what it has written, and has promised (Figure 2)',
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.crash(1);
    },
  },
  {
    id: 'RAFT-STORE-04',
    servers: 3,
    fires: 'a server starts with what it has written, and has promised (Figure 2)',
    // A voter fails between its vote and the first entry of the term.
    play(stage) {
      campaign(stage, 0, 1, 2);
      stage.crash(1);
    },
  },
  {
    id: 'RAFT-STORE-06',
    servers: 3,
    fires: 'nothing is promised before it is written (Figure 2)',
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.write(0, 'a');
      stage.settle();
    },
  },
  {
    id: 'RAFT-STORE-07',
    servers: 3,
    options: { snapshotEvery: 2 },
    fires: 'a server starts with what it has written, and has promised (Figure 2)',
    // The power fails in the middle of a compaction.
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.holdDisk(1);
      heartbeat(stage, 0, 1);
      stage.crash(1, 1);
    },
  },
  {
    id: 'RAFT-STORE-09',
    servers: 3,
    fires: 'a server starts with what it has written, and has promised (Figure 2)',
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.rot(1, 0).crash(1);
    },
  },
  {
    id: 'RAFT-STORE-10',
    servers: 3,
    fires: 'a server starts with what it has written, and has promised (Figure 2)',
    // The first entry is torn, comes again, is confirmed, and lies behind the torn record at the next start.
    play(stage) {
      campaign(stage, 0, 1, 2);
      stage.holdDisk(1).deliver(appendEntries(0)).crash(1, 0, true).releaseDisk(1);
      heartbeat(stage, 0);
      stage.crash(1);
    },
  },
  {
    id: 'RAFT-STORE-12',
    servers: 3,
    fires: 'what a server relies on, it has written (Figure 2)',
    play(stage) {
      campaign(stage, 0, 1, 2);
      stage.holdDisk(1).deliver(appendEntries(0)).failDisk(1);
    },
  },
  {
    id: 'RAFT-STORE-15',
    servers: 3,
    fires: 'nothing is promised before it is written (Figure 2)',
    play: (stage) => elect(stage, 0, 1, 2),
  },
  {
    id: 'RAFT-STORE-18',
    servers: 3,
    fires: 'a server starts with what it has written, and has promised (Figure 2)',
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.rot(1, 0).crash(1);
    },
  },
  {
    id: 'RAFT-STORE-19',
    servers: 3,
    fires: 'a server starts with what it has written, and has promised (Figure 2)',
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.rot(1, 0).crash(1);
    },
  },
  {
    id: 'RAFT-STORE-51',
    servers: 3,
    fires: 'a leader counts its own copy once it is stored (thesis 10.2.1)',
    // An entry is appended while the disk writes the one before it.
    play(stage) {
      stage.fire(0, 'election').deliver().deliver().deliver(requestVote(0)).holdDisk(0).deliver();
      stage.write(0, 'a');
      stage.sync(0, 1);
    },
  },
  {
    id: 'RAFT-STORE-52',
    servers: 3,
    fires: 'what a server relies on, it has written (Figure 2)',
    play(stage) {
      campaign(stage, 0, 1, 2);
      stage.holdDisk(1).deliver(appendEntries(0)).failDisk(1).releaseDisk(1).fire(1, 'rewrite').settle();
    },
  },
  {
    id: 'RAFT-STORE-53',
    servers: 3,
    options: { snapshotEvery: 3 },
    fires: 'what a server relies on, it has written (Figure 2)',
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.write(0, 'a');
      stage.settle();
    },
  },
  {
    id: 'RAFT-STORE-54',
    servers: 3,
    options: { snapshotEvery: 2 },
    fires: 'what a server relies on, it has written (Figure 2)',
    // What is compacted is followed by an entry that is not committed yet.
    play(stage) {
      campaign(stage, 0, 1, 2);
      stage.write(0, 'a');
      stage.settle();
    },
  },
  {
    id: 'RAFT-STORE-56',
    servers: 3,
    fires: 'Log Matching (5.3)',
    // Two entries are overwritten by one.
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.cut([0], [1, 2]);
      for (const value of ['lost', 'revived']) stage.write(0, value);
      elect(stage, 1, 2);
      reunite(stage);
      heartbeat(stage, 1);
      stage.crash(0);
    },
  },
];
