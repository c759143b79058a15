import { appendEntries } from './letters.ts';
import { elect, heartbeat, reunite } from './scenes.ts';
import type { Schedule } from './schedule.ts';

export const applySchedules: readonly Schedule[] = [
  {
    id: 'RAFT-APPLY-01',
    servers: 3,
    fires: 'snapshot <= lastApplied <= commitIndex <= last index (Figure 2)',
    play: (stage) => elect(stage, 0, 1, 2),
  },
  {
    id: 'RAFT-APPLY-02',
    servers: 3,
    fires: 'linearizable (register)',
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.cut([0], [1, 2]).write(0, 'lost');
      elect(stage, 1, 2);
      stage.read(1);
      stage.settle();
    },
  },
  {
    id: 'RAFT-APPLY-04',
    servers: 3,
    fires: 'equal machines at equal applied index (2)',
    // A follower hears of three committed entries at once.
    play(stage) {
      stage.cut([2], [0, 1]);
      elect(stage, 0, 1);
      for (const value of ['a', 'b']) stage.write(0, value);
      reunite(stage);
      heartbeat(stage, 0);
      heartbeat(stage, 0);
    },
  },
  {
    id: 'RAFT-APPLY-05',
    servers: 3,
    fires: 'each command takes effect once (8)',
    // A second leader commits what was asked of the first one.
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.write(0, 'a');
      stage.deliver(appendEntries(0)).crash(0).settle();
      elect(stage, 1, 0, 2);
      heartbeat(stage, 1);
    },
  },
  {
    id: 'RAFT-APPLY-51',
    servers: 3,
    fires: 'linearizable (register)',
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.cut([0], [1, 2]).write(0, 'lost');
      elect(stage, 1, 2);
      reunite(stage);
      heartbeat(stage, 1);
      heartbeat(stage, 1);
      stage.read(1);
      stage.settle();
    },
  },
  {
    id: 'RAFT-APPLY-52',
    servers: 3,
    options: { snapshotEvery: 4 },
    fires: 'equal machines at equal applied index (2)',
    // A snapshot comes to a follower that has applied something.
    play(stage) {
      elect(stage, 0, 1, 2);
      stage.write(0, 'a');
      stage.settle();
      heartbeat(stage, 0);
      stage.cut([2], [0, 1]).write(0, 'b');
      reunite(stage);
      heartbeat(stage, 0);
    },
  },
];
