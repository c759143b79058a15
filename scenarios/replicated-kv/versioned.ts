import { versionedClerk, versionedClerkMilestones } from '../../protocols/kv/index.ts';
import { replicatedVersionedServer } from '../../protocols/replicated-kv/index.ts';
import { reaches, within } from '../../properties/property.ts';
import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { versionedLinearizable } from '../kv/properties.ts';
import { versionedRequests } from '../kv/vocabulary.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnOptions, firstOf, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { catchesUp, drawnServiceBounds, versionedPuts } from './properties.ts';
import { leaderSituations, otherReadSituations, readSituations, restartSituations, snapshotSituations, transportSituations } from './situations.ts';

export default scenario({
  title: 'The versioned service on one to five replicas with any options of Raft, under every fault that a minority survives',
  servers: (knobs) => times(5, replicatedVersionedServer(drawnOptions(knobs, firstOf(knobs['voters'] ?? 5)))),
  clients: times(3, versionedClerk()),
  knobs: { voters: [3, 5, 1, 2, 4], ...raftKnobs },
  workload: operations(versionedRequests({ keys: 2 }), { perClient: [1, 12] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { milestones: Object.keys(replicaMilestones), victims: 'all' }),
  budget: { maxDown: 1 },
  limits: swarmLimits,
  bounds: drawnServiceBounds,
  properties: [
    ...replicaSafety,
    versionedLinearizable,
    ...versionedPuts,
    catchesUp,
    reaches(versionedClerkMilestones, 'maybeReturned', 'client', 50),
    ...within(100, leaderSituations),
    ...snapshotSituations,
    ...within(1_000, restartSituations),
    ...transportSituations,
    ...within(500, readSituations),
    ...within(50, otherReadSituations),
  ],
});
