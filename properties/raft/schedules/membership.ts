/** Membership changes and leadership transfer. */
import type { NodeId } from '../../../sim/core/index.ts';
import type { ReplicaOptions } from '../../../protocols/raft/index.ts';
import { lead, timeOut } from './elections.ts';
import { among, appendEntries, timeoutNow } from './letters.ts';
import type { Schedule } from './schedule.ts';
import type { Stage } from './stage.ts';

const complete = 'Leader Completeness (5.4)';
const plain: ReplicaOptions = { preVote: false, checkQuorum: false };

const configure = (stage: Stage, node: NodeId, voters: readonly NodeId[], learners: readonly NodeId[] = []): Stage => {
  stage.administer(node, { kind: 'configure', voters, learners });
  return stage;
};

/** The election succeeds, or is given up for good after some timeouts. */
function demandLeader(stage: Stage, node: NodeId): Stage {
  for (let i = 0; i < 5 && !stage.leaders.includes(node); i++) timeOut(stage, node).settle();
  return stage.demand('a leader is elected in time', stage.leaders.includes(node));
}

export const membershipSchedules: readonly Schedule[] = [
  {
    id: 'RAFT-MEMBER-01',
    servers: 4,
    options: { ...plain, membership: 'single' },
    fires: complete,
    // 0 removes 3 and tells nobody; 2 removes 0 and tells 3; 1 knows of neither, and elects 0.
    play(stage) {
      configure(lead(stage, 0).cut([0], [1, 2, 3]), 0, [0, 1, 2]).settle();
      stage.fire(2, 'election').fire(2, 'election').deliver().deliver().heal().cut([0, 1], [2, 3]);
      configure(stage, 2, [1, 2, 3]).settle().fire(0, 'heartbeat').settle();
      timeOut(stage, 0).settle();
    },
  },
  {
    id: 'RAFT-MEMBER-03',
    servers: 3,
    options: plain,
    fires: complete,
    play(stage) {
      configure(lead(stage, 0).cut([0], [1, 2]), 0, [0]).settle();
      timeOut(stage, 1).settle();
    },
  },
  {
    id: 'RAFT-MEMBER-04',
    servers: 3,
    options: plain,
    fires: complete,
    // 0 goes on alone; 1 and 2 know only that this is being prepared.
    play(stage) {
      configure(lead(stage, 0), 0, [0]).deliver(appendEntries(0)).deliver().cut([0], [1, 2]);
      timeOut(stage, 1).settle();
    },
  },
  {
    id: 'RAFT-MEMBER-06',
    servers: 3,
    fires: 'who is no voter neither stands for election nor goes on leading (thesis 4.2.2)',
    play: (stage) => void configure(lead(stage, 0), 0, [1, 2]).settle(),
  },
  {
    id: 'RAFT-MEMBER-07',
    servers: 4,
    options: { ...plain, membership: 'single' },
    fires: 'what a leader commits is in the logs of a majority (5.3, 6)',
    play(stage) {
      configure(lead(stage, 0), 0, [1, 2, 3]).deliver(appendEntries(0, 1)).settle(among(0, 1));
    },
  },
  {
    id: 'RAFT-MEMBER-09',
    servers: 3,
    options: { ...plain, membership: 'single', initialVoters: [0, 1] },
    fires: 'a leader is elected in time',
    play(stage) {
      configure(lead(stage, 0), 0, [0, 1], [2]).settle().fire(0, 'heartbeat').settle();
      configure(stage, 0, [0, 1, 2]).lose(appendEntries(0, 2)).settle().fire(0, 'heartbeat').settle(among(0, 1));
      demandLeader(stage.cut([0], [1, 2]), 1);
    },
  },
  {
    id: 'RAFT-MEMBER-12',
    servers: 3,
    fires: 'a leader with a majority stays in office',
    play(stage) {
      timeOut(lead(stage, 0).cut([0], [1]), 1).settle().fire(0, 'heartbeat').settle();
      stage.demand('a leader with a majority stays in office', stage.leaders.includes(0));
    },
  },
  {
    id: 'RAFT-MEMBER-51',
    servers: 3,
    options: { ...plain, membership: 'single' },
    fires: complete,
    play(stage) {
      configure(configure(lead(stage, 0).cut([0], [1, 2]), 0, [0, 1]), 0, [0]).settle();
      timeOut(stage, 1).settle();
    },
  },
  {
    id: 'RAFT-MEMBER-52',
    servers: 3,
    options: plain,
    fires: 'a server uses the latest configuration in its log (6)',
    play(stage) {
      configure(lead(stage, 0).cut([0], [1, 2]), 0, [0, 1]).settle();
      timeOut(stage, 1).settle().heal().fire(1, 'heartbeat').settle();
    },
  },
  {
    id: 'RAFT-MEMBER-53',
    servers: 4,
    options: { ...plain, snapshotEvery: 3, initialVoters: [0, 1, 2] },
    fires: 'snapshots of the same log have the same configuration (7)',
    // 2 is away while 3 is added as a learner, and gets a snapshot instead of the entry.
    play(stage) {
      configure(lead(stage, 0).cut([2], [0, 1, 3]), 0, [0, 1, 2], [3]).settle().fire(0, 'heartbeat').settle();
      stage.heal();
      for (let i = 0; i < 4; i++) stage.fire(0, 'heartbeat').settle();
    },
  },
  {
    id: 'RAFT-MEMBER-54',
    servers: 3,
    options: plain,
    fires: complete,
    play(stage) {
      configure(lead(stage, 0).cut([0], [1, 2]), 0, [0]).settle();
      timeOut(stage, 1).settle();
    },
  },
  {
    id: 'RAFT-MEMBER-55',
    servers: 5,
    options: { ...plain, initialVoters: [0, 1, 2] },
    fires: 'what a leader commits is in the logs of a majority (5.3, 6)',
    play(stage) {
      configure(lead(stage, 0).cut([0, 3, 4], [1, 2]), 0, [0, 1, 2], [3, 4]).settle().fire(0, 'heartbeat').settle();
      timeOut(stage, 1).settle();
    },
  },
  {
    id: 'RAFT-MEMBER-56',
    servers: 3,
    options: { initialVoters: [0, 1] },
    fires: 'who is no voter neither stands for election nor goes on leading (thesis 4.2.2)',
    play: (stage) => void stage.fire(2, 'election'),
  },
  {
    id: 'RAFT-XFER-01',
    servers: 3,
    fires: 'a leader that hands over accepts nothing new (thesis 3.10)',
    play(stage) {
      lead(stage, 0).administer(0, { kind: 'transfer', target: 1 });
      stage.write(0, 'a');
    },
  },
  {
    id: 'RAFT-XFER-02',
    servers: 3,
    fires: 'a write is answered',
    play(stage) {
      lead(stage, 0).cut([0], [1]).administer(0, { kind: 'transfer', target: 1 });
      const client = stage.settle().fire(0, 'transfer').write(0, 'a');
      stage.settle().demand('a write is answered', stage.outcomes(client).includes('done'));
    },
  },
  {
    id: 'RAFT-XFER-04',
    servers: 3,
    fires: 'a leader with a majority stays in office',
    // The election that was ordered is lost on the way; the next one is its own, while a leader is well.
    play(stage) {
      lead(stage, 0).administer(0, { kind: 'transfer', target: 1 });
      stage.deliver(timeoutNow(0)).cut([1], [0, 2]).settle().heal().fire(0, 'heartbeat').settle();
      demandLeader(stage, 2).fire(2, 'heartbeat').settle().cut([1], [2]);
      timeOut(stage, 1).heal().settle();
      stage.demand('a leader with a majority stays in office', stage.leaders.includes(2));
    },
  },
  {
    id: 'RAFT-XFER-52',
    servers: 3,
    fires: 'a leader with a majority stays in office',
    play(stage) {
      lead(stage, 0).administer(0, { kind: 'transfer', target: 1 });
      const late = stage.hold(timeoutNow(0));
      stage.fire(0, 'transfer').cut([0], [1, 2]);
      demandLeader(timeOut(stage, 1).settle(), 2).fire(2, 'heartbeat').settle();
      stage.heal().fire(2, 'heartbeat').settle().release(late).settle();
      stage.demand('a leader with a majority stays in office', stage.leaders.includes(2));
    },
  },
];
