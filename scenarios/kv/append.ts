import { appendClerk, appendServer, appendServerMilestones, clerkMilestones } from '../../protocols/kv/index.ts';
import { reaches } from '../../properties/property.ts';
import { linkFaults, networkFamilies } from '../../properties/schedules/families.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { appendLinearizable, textsFreed } from './properties.ts';
import { appendRequests } from './vocabulary.ts';

export default scenario({
  title: 'Key/value with Append in memory, exactly once: four clerks on a network that loses, doubles, delays and parts',
  servers: [appendServer()],
  clients: times(4, appendClerk()),
  workload: operations(appendRequests(), { perClient: [1, 10] }),
  swarm: swarm([...networkFamilies, ...linkFaults, 'pause', 'slowNode', 'crash'], { victims: 'clients' }),
  properties: [
    appendLinearizable,
    textsFreed,
    reaches(appendServerMilestones, 'changeExecuted', 'server', 10),
    reaches(appendServerMilestones, 'answerRepeated', 'server', 50),
    reaches(appendServerMilestones, 'copyDropped', 'server', 50),
    reaches(clerkMilestones, 'retrySent', 'client', 20),
    reaches(clerkMilestones, 'lateAnswer', 'client', 50),
  ],
});
