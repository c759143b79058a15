/** Reads, by rounds of heartbeats and by leases. */
import type { NodeId } from '../../../sim/core/index.ts';
import type { ReplicaOptions } from '../../../protocols/raft/index.ts';
import { milliseconds } from '../../../sim/core/index.ts';
import { lead, timeOut } from './elections.ts';
import { among, appendEntries, preVote, reply, requestVote, timeoutNow } from './letters.ts';
import type { Schedule } from './schedule.ts';
import type { Stage } from './stage.ts';

const stale = 'linearizable (register)';

/** A lease is confirmed at the moment when the stage's clocks begin: it lasts 135 ms, voters refuse for 150 ms. */
const lease: ReplicaOptions = { reads: 'lease' };

/** All have waited out the lease of an earlier life; 0 leads and has one of its own. */
const leadByLease = (stage: Stage): Stage => lead(forget(stage.pass(milliseconds(150)), 0, 1, 2), 0);

/** The minimum election timeout of these servers is over. */
function forget(stage: Stage, ...nodes: readonly NodeId[]): Stage {
  for (const node of nodes) if (stage.state(node).raft.leaderIsRecent) stage.fire(node, 'election');
  return stage;
}

/** So many milliseconds later, 1 is elected by 2, and a client writes there. What goes to 0 is still under way. */
function writeAtOther(stage: Stage, later: number): Stage {
  timeOut(forget(stage.pass(milliseconds(later)), 2), 1);
  if (stage.wire.some(preVote())) stage.settle(among(1, 2));
  stage.write(1, 'b');
  return stage.settle(among(1, 2));
}

export const readSchedules: readonly Schedule[] = [
  {
    id: 'RAFT-READ-02',
    servers: 3,
    options: { preVote: false, checkQuorum: false },
    fires: stale,
    // 2, which has not seen the write, answers the new leader's round and lacks what would let it commit.
    play(stage) {
      lead(stage, 0).write(0, 'a');
      timeOut(stage.lose(appendEntries(0, 2)).settle(), 1).settle(requestVote(1)).settle(reply(2, 1));
      stage.read(1);
      stage.settle(among(1, 2)).settle();
    },
  },
  {
    id: 'RAFT-READ-05',
    servers: 3,
    options: { preVote: false, checkQuorum: false },
    fires: stale,
    // An answer to an old heartbeat comes after the read.
    play(stage) {
      const late = lead(stage, 0).fire(0, 'heartbeat').deliver(appendEntries(0)).hold(reply(1, 0));
      stage.settle().fire(0, 'heartbeat').settle().cut([0], [1, 2]);
      timeOut(stage, 1).settle().write(1, 'b');
      stage.settle().read(0);
      stage.heal().release(late);
    },
  },
  {
    id: 'RAFT-READ-06',
    servers: 3,
    fires: stale,
    play(stage) {
      lead(stage, 0).write(0, 'a');
      stage.settle().read(2);
    },
  },
  {
    id: 'RAFT-READ-09',
    servers: 3,
    options: { preVote: false, checkQuorum: false },
    fires: stale,
    play(stage) {
      lead(stage, 0).cut([0], [1, 2]).administer(0, { kind: 'configure', voters: [0], learners: [] });
      timeOut(stage.settle(), 1).settle().write(1, 'b');
      stage.settle().read(0);
      stage.settle();
    },
  },
  {
    id: 'RAFT-READ-51',
    servers: 3,
    options: { preVote: false, checkQuorum: false },
    fires: stale,
    // The read comes while a round is under way that has reached a majority.
    play(stage) {
      const late = lead(stage, 0).fire(0, 'heartbeat').deliver(appendEntries(0)).hold(reply(1, 0));
      stage.cut([0], [1, 2]);
      timeOut(stage, 1).settle().write(1, 'b');
      stage.settle().read(0);
      stage.heal().release(late);
    },
  },
  {
    id: 'RAFT-LEASE-01',
    servers: 3,
    options: lease,
    fires: stale,
    play(stage) {
      writeAtOther(leadByLease(stage).cut([0], [1, 2]), 200).read(0);
    },
  },
  {
    id: 'RAFT-LEASE-02',
    servers: 3,
    options: lease,
    fires: stale,
    // Both answers take 100 ms; 160 ms after the heartbeat another leader may be elected.
    play(stage) {
      leadByLease(stage).pass(milliseconds(200)).fire(0, 'heartbeat').deliver(appendEntries(0));
      const late = stage.hold((letter) => reply(1)(letter) || reply(2)(letter));
      stage.pass(milliseconds(100)).release(late).cut([0], [1, 2]);
      writeAtOther(stage, 60).read(0);
    },
  },
  {
    id: 'RAFT-LEASE-04',
    servers: 3,
    options: lease,
    fires: stale,
    // The order to take over comes when the leader has given up waiting, and has renewed its lease.
    play(stage) {
      leadByLease(stage).administer(0, { kind: 'transfer', target: 1 });
      const late = stage.hold(timeoutNow(0));
      stage.fire(0, 'transfer').fire(0, 'heartbeat').settle().release(late).cut([0], [1, 2]).settle(among(1, 2)).write(1, 'b');
      stage.settle(among(1, 2)).read(0);
    },
  },
  {
    id: 'RAFT-LEASE-05',
    servers: 3,
    options: lease,
    fires: stale,
    play(stage) {
      writeAtOther(leadByLease(stage).cut([0], [1, 2]), 200).jump(0, -milliseconds(200)).read(0);
    },
  },
  {
    id: 'RAFT-LEASE-07',
    servers: 3,
    options: lease,
    fires: stale,
    // 1 has confirmed the lease and restarts; 2 has not heard from the leader for long.
    play(stage) {
      leadByLease(stage).cut([0], [2]).fire(2, 'election').pass(milliseconds(200)).fire(0, 'heartbeat').settle().crash(1).fire(2, 'election');
      stage.settle(among(1, 2)).write(2, 'b');
      stage.settle(among(1, 2)).read(0);
    },
  },
  {
    id: 'RAFT-LEASE-51',
    servers: 3,
    options: lease,
    fires: stale,
    // The leader's clock is as slow as it may be: what it takes for less than 150 ms is 155.
    play(stage) {
      writeAtOther(leadByLease(stage).cut([0], [1, 2]).drift(0, -50), 155).read(0);
    },
  },
  {
    id: 'RAFT-LEASE-53',
    servers: 3,
    options: lease,
    fires: stale,
    // 1 and 2 have missed some heartbeats: 2 gives its pre-vote just before the next one comes, and its vote just after.
    play(stage) {
      leadByLease(stage).cut([0], [1, 2]).pass(milliseconds(160)).fire(1, 'election').fire(2, 'election').heal();
      stage.fire(1, 'election').deliver(requestVote(1, 2)).fire(0, 'heartbeat').deliver(appendEntries(0, 2)).deliver(reply(2)).cut([0], [1, 2]);
      stage.settle(among(1, 2)).write(1, 'b');
      stage.settle(among(1, 2)).read(0);
    },
  },
  {
    id: 'RAFT-LEASE-54',
    servers: 3,
    options: lease,
    fires: stale,
    play(stage) {
      writeAtOther(leadByLease(stage).cut([0], [1, 2]).pass(milliseconds(140)).fire(0, 'heartbeat'), 60).read(0);
    },
  },
];
