import { lockClient } from '../../protocols/lock/index.ts';
import { replicatedVersionedServer } from '../../protocols/replicated-kv/index.ts';
import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import contended from '../lock/contended.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { scenario, swarm, times } from '../scenario.ts';

const { scripts, properties } = contended;

export default scenario({
  title: 'The contended locks of a single server on three replicas, the clients unchanged',
  servers: times(3, replicatedVersionedServer({ snapshotEvery: 8 })),
  clients: times(3, lockClient()),
  scripts,
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { milestones: Object.keys(replicaMilestones) }),
  budget: { maxDown: 1 },
  properties,
});
