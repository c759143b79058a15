import fc from 'fast-check';
import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { milliseconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import type { ClerkRequest, ReplicaOptions } from '../../protocols/raft/index.ts';
import { recovered } from '../../properties/raft/index.ts';
import { operations, scenario, swarm, times, type Knobs } from '../scenario.ts';
import { replicaBounds, replicaLens } from './properties.ts';
import { firstOf, movingRequests } from './swarm.ts';
import { registerClerk, registerReplica, registerSafety, replicaMilestones } from './vocabulary.ts';

const servers = 5;

/** As it was: Figure 2, reads through the log, members one at a time, no blank entry. */
const old: ReplicaOptions = {
  preVote: false,
  checkQuorum: false,
  noOp: false,
  fastBackup: false,
  reads: 'log',
  membership: 'single',
  maxEntries: 1,
  maxInflight: 1,
  maxUncommitted: 8,
  snapshotEvery: 3,
  electionTimeoutMin: milliseconds(300),
  electionTimeoutMax: milliseconds(600),
  heartbeatInterval: milliseconds(60),
};

/** Half-way: pre-vote is on, voters vote as before. */
const midway: ReplicaOptions = {
  checkQuorum: false,
  chunkSize: 2,
  maxEntries: 2,
  maxInflight: 4,
  maxUncommitted: 12,
  snapshotEvery: 4,
  electionTimeoutMin: milliseconds(200),
  electionTimeoutMax: milliseconds(400),
};

const upgraded: ReplicaOptions = { chunkSize: 1, maxEntries: 4, maxUncommitted: 20, snapshotEvery: 8 };

/** From the last server on: who is neither old nor half-way has been upgraded. */
function optionsOf({ isOld = 2, isMidway = 1 }: Knobs): readonly ReplicaOptions[] {
  return Array.from({ length: servers }, (_, server) => (server < isOld ? old : server < isOld + isMidway ? midway : upgraded));
}

/**
 * Reads and writes, and an operator who moves leadership about, and makes voters of learners and learners of voters. Nobody is removed altogether: where
 * voters do not refuse, who was removed disturbs for ever (section 6).
 */
const requests: fc.Arbitrary<ClerkRequest> = fc.oneof(
  { weight: 12, arbitrary: movingRequests(servers) },
  { weight: 1, arbitrary: fc.subarray([...firstOf(servers)], { minLength: 1 }).map(demoteOthers) },
);

function demoteOthers(voters: readonly NodeId[]): ClerkRequest {
  return { kind: 'administer', request: { kind: 'configure', voters, learners: firstOf(servers).filter((server) => !voters.includes(server)) } };
}

export default scenario({
  title: 'In the middle of an upgrade: servers with different options understand each other',
  servers: (knobs) => optionsOf(knobs).map(registerReplica),
  clients: times(3, registerClerk()),
  knobs: { isOld: [0, 1, 2, 3, 4], isMidway: [0, 1] },
  workload: operations(requests, { perClient: [4, 14] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { most: 8, aimed: true, milestones: Object.keys(replicaMilestones), victims: 'all' }),
  budget: { maxDown: 2 },
  properties: [...registerSafety, recovered(replicaLens)],
  bounds: (knobs) => replicaBounds(optionsOf(knobs)),
});
