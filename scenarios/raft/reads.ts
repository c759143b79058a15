import { clockFaults, linkFaults } from '../../properties/schedules/families.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

export default scenario({
  title: 'Reads through the log, by a round of heartbeats, and under a lease',
  servers: ({ reads = 0, noOp = 1, checkQuorum = 1, maxInflight = 8, snapshotEvery = 0 }) =>
    times(3, registerReplica({ reads: (['log', 'readIndex', 'lease'] as const)[reads] ?? 'log', noOp: noOp === 1 || reads > 0, checkQuorum: checkQuorum === 1 || reads === 2, maxInflight, snapshotEvery: snapshotEvery === 0 ? null : snapshotEvery })),
  clients: times(4, registerClerk()),
  knobs: { reads: [0, 1, 2], noOp: [0, 1], checkQuorum: [0, 1], maxInflight: [1, 2, 8], snapshotEvery: [0, 2] },
  workload: operations(registerRequests, { perClient: [10, 30], think: milliseconds(200) }),
  swarm: swarm([...linkFaults, ...clockFaults, 'loss', 'tail', 'crash', 'pause'], { milestones: Object.keys(replicaMilestones), most: 10 }),
  budget: { maxDown: 1 },
  properties: registerSafety,
});
