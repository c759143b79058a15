import { clerkMilestones, versionedClerk, versionedClerkMilestones, versionedServer, versionedServerMilestones } from '../../protocols/kv/index.ts';
import { reaches } from '../../properties/property.ts';
import { linkFaults, networkFamilies } from '../../properties/schedules/families.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { handledIsHeard, handledOnce, versionedLinearizable, versionsCount } from './properties.ts';
import { versionedRequests } from './vocabulary.ts';

export default scenario({
  title: 'Versioned key/value in memory: four clerks on a network that loses, doubles, delays and parts',
  servers: [versionedServer()],
  clients: times(4, versionedClerk()),
  workload: operations(versionedRequests(), { perClient: [1, 10] }),
  swarm: swarm([...networkFamilies, ...linkFaults, 'pause', 'slowNode', 'crash'], { victims: 'clients' }),
  properties: [
    versionedLinearizable,
    versionsCount,
    handledOnce,
    handledIsHeard,
    reaches(versionedServerMilestones, 'putApplied', 'server', 10),
    reaches(versionedServerMilestones, 'versionRefused', 'server', 10),
    reaches(versionedServerMilestones, 'copyDropped', 'server', 100),
    reaches(clerkMilestones, 'retrySent', 'client', 20),
    reaches(clerkMilestones, 'lateAnswer', 'client', 50),
    reaches(versionedClerkMilestones, 'maybeReturned', 'client', 100),
  ],
});
