import { clerkMilestones, journaledVersionedMilestones, journaledVersionedServer, versionedClerk } from '../../protocols/kv/index.ts';
import { reaches } from '../../properties/property.ts';
import { diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { writeMilestones } from '../../sim/world/plan.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { versionedLinearizable } from './properties.ts';
import { versionedRequests } from './vocabulary.ts';

export default scenario({
  title: 'Versioned key/value with a journal: crashes at every step of a write, torn writes, failing, full, slow and hung disks',
  servers: ({ compactAbove = 4 }) => [journaledVersionedServer({ compactAbove })],
  clients: times(4, versionedClerk()),
  workload: operations(versionedRequests(), { perClient: [1, 10] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults], {
    milestones: [...writeMilestones, ...Object.keys(journaledVersionedMilestones)],
  }),
  knobs: { compactAbove: [1, 2, 4, 1_000] },
  properties: [
    versionedLinearizable,
    reaches(journaledVersionedMilestones, 'entryWritten', 'server', 10),
    reaches(journaledVersionedMilestones, 'journalCompacted', 'server', 20),
    reaches(journaledVersionedMilestones, 'serviceSuspended', 'server', 50),
    reaches(journaledVersionedMilestones, 'serviceResumed', 'server', 50),
    reaches(clerkMilestones, 'retrySent', 'client', 20),
  ],
});
