import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { recovered } from '../../properties/raft/index.ts';
import fc from 'fast-check';
import { operations, scenario, swarm, times, type Knobs } from '../scenario.ts';
import type { ReplicaOptions } from '../../protocols/raft/index.ts';
import { replicaBounds, replicaLens, replicaSituations } from './properties.ts';
import { adminRequests, registerClerk, registerReplica, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

const servers = 5;

/** Small limits, so that each is met often; 0 stands for none. */
function optionsOf({ voters = 5, snapshotEvery = 0, chunk = 0, batch = 64, window = 8, limit = 16, thesis = 3, noOp = 1, single = 0, reads = 0 }: Knobs): ReplicaOptions {
  const checkQuorum = thesis % 2 === 1;
  return {
    initialVoters: Array.from({ length: voters }, (_, server) => server),
    snapshotEvery: snapshotEvery === 0 ? null : snapshotEvery,
    chunkSize: chunk === 0 ? null : chunk,
    maxEntries: batch,
    maxInflight: window,
    // Where links are slow and windows narrow, the sendings of impatient clerks would fill the log faster than it drains.
    maxUncommitted: limit,
    checkQuorum,
    preVote: thesis >= 2,
    noOp: noOp === 1,
    membership: single === 1 ? 'single' : 'joint',
    // Without a blank entry, a read could wait for ever for the first write of the term.
    reads: noOp === 0 ? 'log' : reads === 1 && checkQuorum ? 'lease' : 'readIndex',
  };
}

export default scenario({
  title: 'Every rule of Raft at work: all options, a busy operator, and every fault that loses nothing that was stored',
  servers: (knobs) => times(servers, registerReplica(optionsOf(knobs))),
  clients: times(4, registerClerk()),
  knobs: {
    voters: [3, 4, 5],
    snapshotEvery: [0, 3, 5, 9],
    chunk: [0, 1, 2],
    batch: [1, 2, 4, 64],
    window: [1, 2, 8],
    limit: [2, 8, 16],
    // Without check-quorum, servers that were removed may disturb for ever.
    thesis: [1, 3],
    noOp: [0, 1, 1],
    single: [0, 1],
    reads: [0, 1],
  },
  workload: operations(fc.oneof({ weight: 6, arbitrary: registerRequests }, { weight: 1, arbitrary: adminRequests(servers) }), { perClient: [4, 24] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { most: 8, milestones: Object.keys(replicaMilestones), victims: 'all' }),
  budget: { maxDown: 2 },
  properties: [...registerSafety, recovered(replicaLens), ...replicaSituations],
  bounds: (knobs) => replicaBounds([optionsOf(knobs)]),
});
