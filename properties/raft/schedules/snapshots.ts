import { appendEntries, installSnapshot, reply } from './letters.ts';
import { campaign, elect, heartbeat, reunite, withoutGuards } from './scenes.ts';
import type { Schedule } from './schedule.ts';
import type { Stage } from './stage.ts';

/**
 * A snapshot up to entry 2 reaches node 2 behind the entries 2 and 3, the second of which only node 0 and it have: this is how many ends
 * up committed.
 */
function installLate(stage: Stage): void {
  elect(stage, 0, 1, 2);
  stage.write(0, 'a');
  const first = stage.hold(appendEntries(0, 2));
  stage.write(0, 'b');
  const second = stage.hold(appendEntries(0, 2));
  stage.lose((letter) => appendEntries(0, 1)(letter) && letter === stage.wire.findLast(appendEntries(0, 1)));
  stage.settle();
  stage.fire(0, 'heartbeat').deliver(appendEntries(0, 2)).deliver(reply(2, 0));
  const snapshot = stage.hold(installSnapshot(0, 2));
  stage.release([...first, ...second]).settle(reply(2, 0)).release(snapshot);
  elect(stage, 1, 2);
}

export const snapshotSchedules: readonly Schedule[] = [
  {
    id: 'RAFT-SNAP-02',
    servers: 3,
    options: { snapshotEvery: 3 },
    fires: 'Leader Completeness (5.4)',
    play: installLate,
  },
  {
    id: 'RAFT-SNAP-03',
    servers: 3,
    options: { snapshotEvery: 3 },
    fires: 'Log Matching (5.3)',
    // Of two entries that nobody else has, a snapshot covers the first.
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.cut([0], [1, 2]);
      for (const value of ['lost', 'kept']) stage.write(0, value);
      elect(stage, 1, 2);
      reunite(stage);
      heartbeat(stage, 1);
    },
  },
  {
    id: 'RAFT-SNAP-05',
    servers: 3,
    options: { ...withoutGuards, snapshotEvery: 2 },
    fires: 'the current term never falls (Figure 2)',
    // The snapshot is of term 1, the leader that sends it of term 2.
    play(stage) {
      stage.cut([2], [0, 1]);
      elect(stage, 0, 1);
      elect(stage, 1, 0);
      reunite(stage);
      heartbeat(stage, 1);
    },
  },
  {
    id: 'RAFT-SNAP-06',
    servers: 1,
    options: { snapshotEvery: 3 },
    fires: 'equal machines at equal applied index (2)',
    play(stage) {
      stage.fire(0, 'election');
      stage.write(0, 'a');
      stage.crash(0);
    },
  },
  {
    id: 'RAFT-SNAP-08',
    servers: 2,
    options: { snapshotEvery: 2 },
    fires: 'equal machines at equal applied index (2)',
    // Two entries are committed at once, for the answer to the first was lost; the snapshot holds the first.
    play(stage) {
      campaign(stage, 0, 1);
      stage.write(0, 'a');
      stage.deliver(appendEntries(0, 1)).lose(reply(1, 0));
      heartbeat(stage, 0);
      stage.crash(0);
    },
  },
  {
    id: 'RAFT-SNAP-11',
    servers: 3,
    options: { snapshotEvery: 2, chunkSize: 1 },
    fires: 'equal machines at equal applied index (2)',
    // After the first chunk of an old snapshot come the other chunks of a newer one.
    play(stage) {
      stage.cut([2], [0, 1]);
      elect(stage, 0, 1);
      reunite(stage).fire(0, 'heartbeat').deliver(installSnapshot(0, 2));
      const late = stage.wire.filter(reply(2, 0));
      for (const value of ['a', 'b']) stage.write(0, value);
      stage.settle((letter) => !late.includes(letter)).settle();
      for (let rounds = 0; rounds < 5; rounds++) heartbeat(stage, 0);
    },
  },
  {
    id: 'RAFT-SNAP-14',
    servers: 3,
    options: { snapshotEvery: 3, chunkSize: 1 },
    fires: 'Leader Completeness (5.4)',
    play: installLate,
  },
  {
    id: 'RAFT-SNAP-51',
    servers: 3,
    options: { ...withoutGuards, snapshotEvery: 2 },
    fires: 'Log Matching (5.3)',
    // Node 1 commits the first entry with that of term 2, and compacts it. Node 2 had compacted it before: they never agree on its term.
    play(stage) {
      campaign(stage, 0, 1, 2);
      stage.deliver(appendEntries(0)).settle().fire(0, 'heartbeat').deliver(appendEntries(0, 2));
      stage.lose(appendEntries(0, 1)).cut([2], [0, 1]);
      elect(stage, 1, 0);
      reunite(stage);
      heartbeat(stage, 1);
    },
  },
  {
    id: 'RAFT-SNAP-52',
    servers: 3,
    options: { snapshotEvery: 2 },
    fires: 'nothing is promised before it is written (Figure 2)',
    play(stage) {
      stage.cut([2], [0, 1]);
      elect(stage, 0, 1);
      reunite(stage);
      heartbeat(stage, 0);
    },
  },
  {
    id: 'RAFT-SNAP-53',
    servers: 3,
    options: { snapshotEvery: 2 },
    fires: 'commitIndex, lastApplied and snapshots never go back (Figure 2)',
    // The copy of a snapshot arrives when its receiver has gone on.
    play(stage) {
      stage.cut([2], [0, 1]);
      elect(stage, 0, 1);
      reunite(stage).fire(0, 'heartbeat').duplicate(installSnapshot(0, 2)).settle(reply(2, 0));
      const copy = stage.wire.filter(installSnapshot(0, 2));
      stage.write(0, 'a');
      stage.settle((letter) => !copy.includes(letter));
      stage.fire(0, 'heartbeat').settle((letter) => !copy.includes(letter)).deliver();
    },
  },
  {
    id: 'RAFT-SNAP-54',
    servers: 3,
    options: { snapshotEvery: 2 },
    fires: 'matchIndex is never above what the follower has stored (5.3)',
    // While a snapshot is on its way, the next one is taken.
    play(stage) {
      stage.cut([2], [0, 1]);
      elect(stage, 0, 1);
      reunite(stage).fire(0, 'heartbeat').deliver(installSnapshot(0, 2));
      const late = stage.wire.filter(reply(2, 0));
      for (const value of ['a', 'b']) stage.write(0, value);
      stage.settle((letter) => !late.includes(letter)).settle();
    },
  },
  {
    id: 'RAFT-SNAP-55',
    servers: 3,
    options: { snapshotEvery: 2, chunkSize: 1 },
    fires: 'a follower catches up',
    // The receiver restarts after the first of two chunks.
    play(stage) {
      stage.cut([2], [0, 1]);
      elect(stage, 0, 1);
      reunite(stage).fire(0, 'heartbeat').deliver(installSnapshot(0, 2)).settle(reply(2, 0)).crash(2).settle();
      for (let rounds = 0; rounds < 12; rounds++) heartbeat(stage, 0);
      stage.demand('a follower catches up', stage.state(2).raft.lastApplied > 0);
    },
  },
];
