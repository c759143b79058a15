import { clockFaults } from '../../properties/schedules/families.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { apart, leaderAmong, othersThan } from './cluster.ts';
import { drawnBounds, drawnReplica, movingRequests, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerSafety, replicaMilestones } from './vocabulary.ts';

/** Again and again the leader is cut off with some of its clients, or stands still, mostly for longer than an election takes. */
const story: Script = function* (stage) {
  for (let round = 0; round < 6; round++) {
    yield* rest();
    yield* sleep(stage.choose(milliseconds(100)));
    const leader = leaderAmong(stage, stage.servers);
    if (leader === null) continue;
    const lasts = milliseconds(50) + stage.choose(milliseconds(400));
    const followers = othersThan(stage, leader);
    const slow = followers.filter(() => stage.choose(2) === 0);
    yield* lateAnswers(stage, slow, leader, lasts);
    if (stage.choose(2) === 0) yield* inflict({ kind: 'pause', node: leader, lasts });
    else yield* isolated(stage, leader, slow, lasts);
    yield* sleep(lasts);
  }
};

/** What these followers answer reaches their leader when others have long been elected: then all of it at once. */
function* lateAnswers(stage: Stage, followers: readonly NodeId[], leader: NodeId, lasts: number): Story {
  const late = lasts + stage.choose(milliseconds(50));
  for (const from of followers) yield* inflict({ kind: 'clog', from, to: leader, lasts: late });
  yield* sleep(stage.choose(milliseconds(30)));
}

/** The leader speaks to nobody but some of the clients; it hears, late, from those whose answers are late. */
function* isolated(stage: Stage, leader: NodeId, slow: readonly NodeId[], lasts: number): Story {
  const stay = stage.clients.filter(() => stage.choose(2) === 0);
  const leave = stage.clients.filter((client) => !stay.includes(client));
  const cut = othersThan(stage, leader).filter((server) => !slow.includes(server));
  yield* inflict(apart(lasts, [leader, ...stay], [...cut, ...leave]));
  if (slow.length > 0) yield* inflict({ kind: 'oneWay', from: [leader], to: slow, lasts });
}

export default scenario({
  title: 'Old leaders with readers, new ones with writers: elections are quick, and answers late',
  servers: (knobs) => times(3, drawnReplica(knobs)),
  clients: times(3, registerClerk({ patience: milliseconds(30) })),
  // Links may take up to 70 ms: with quicker elections than these, nobody would lead for long (section 5.6).
  knobs: { ...raftKnobs, reads: [1, 2], snapshotEvery: [0], maxUncommitted: [20], membership: [0], electionTimeout: [100, 150], electionSpread: [20, 60], heartbeat: [10, 30] },
  workload: operations(movingRequests(3), { perClient: [5, 20], think: milliseconds(20) }),
  scripts: [story],
  swarm: swarm(['tail', 'replay', 'reorder', 'pairBias', 'clog', 'pause', 'slowNode', ...clockFaults], { most: 6, milestones: Object.keys(replicaMilestones), drift: 50_000 }),
  limits: swarmLimits,
  properties: registerSafety,
  bounds: drawnBounds,
});
