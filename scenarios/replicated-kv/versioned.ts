import { replicatedVersionedServer } from '../../protocols/replicated-kv/index.ts';
import { versionedClerk } from '../../protocols/kv/index.ts';
import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { versionedLinearizable } from '../kv/properties.ts';
import { versionedRequests } from '../kv/vocabulary.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';

export default scenario({
  title: 'The versioned service on three replicas, under every fault that a minority survives',
  servers: times(3, replicatedVersionedServer({ snapshotEvery: 8 })),
  clients: times(3, versionedClerk()),
  workload: operations(versionedRequests({ keys: 2 }), { perClient: [1, 12] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { milestones: Object.keys(replicaMilestones), victims: 'all' }),
  budget: { maxDown: 1 },
  properties: [versionedLinearizable],
});
