import { lockClient, lockMilestones } from '../../protocols/lock/index.ts';
import { replicatedVersionedServer } from '../../protocols/replicated-kv/index.ts';
import { reaches, within } from '../../properties/property.ts';
import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import contended from '../lock/contended.ts';
import { mutualExclusion } from '../lock/properties.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { replicatedSafety, versionedHandledOnce } from './properties.ts';
import { leaderSituations, readSituations, restartSituations, snapshotSituations } from './situations.ts';

export default scenario({
  title: 'The contended locks of a single server on three replicas, the clients unchanged',
  servers: ({ snapshotEvery = 8 }) => times(3, replicatedVersionedServer({ snapshotEvery })),
  clients: times(3, lockClient()),
  knobs: { snapshotEvery: [2, 8] },
  scripts: contended.scripts,
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { milestones: Object.keys(replicaMilestones) }),
  budget: { maxDown: 1 },
  properties: [
    ...replicatedSafety,
    versionedHandledOnce,
    mutualExclusion,
    reaches(lockMilestones, 'contended', 'client', 10),
    reaches(lockMilestones, 'readBack', 'client', 20),
    ...leaderSituations,
    ...snapshotSituations,
    ...within(500, restartSituations),
    ...readSituations,
  ],
});
