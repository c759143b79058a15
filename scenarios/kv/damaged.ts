import { journaledVersionedMilestones, journaledVersionedServer, versionedClerk } from '../../protocols/kv/index.ts';
import { reaches } from '../../properties/property.ts';
import { processFaults } from '../../properties/schedules/families.ts';
import { seconds } from '../../sim/core/time.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { versionedLinearizable } from './properties.ts';
import { versionedRequests } from './vocabulary.ts';

export default scenario({
  title: 'A journal with a damaged record: the server falls silent rather than serve what it cannot know',
  servers: [journaledVersionedServer()],
  clients: times(3, versionedClerk()),
  workload: operations(versionedRequests(), { perClient: [4, 10] }),
  swarm: swarm([...processFaults, 'bitRot'], { most: 8 }),
  // More than the service promises to survive: safety is demanded, progress is not.
  budget: { maxDamaged: 1 },
  limits: { duration: seconds(5), recovery: null },
  properties: [versionedLinearizable, reaches(journaledVersionedMilestones, 'journalRefused', 'server', 500)],
});
