import { appendClerk, clerkMilestones, journaledAppendMilestones, journaledAppendServer } from '../../protocols/kv/index.ts';
import { reaches } from '../../properties/property.ts';
import { diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { writeMilestones } from '../../sim/world/plan.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { appendLinearizable } from './properties.ts';
import { appendRequests } from './vocabulary.ts';

export default scenario({
  title: 'Key/value with Append and a journal: exactly once across crashes, torn writes and failing disks',
  servers: ({ compactAbove = 4 }) => [journaledAppendServer({ compactAbove })],
  clients: times(4, appendClerk()),
  workload: operations(appendRequests(), { perClient: [1, 10] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults], {
    milestones: [...writeMilestones, ...Object.keys(journaledAppendMilestones)],
  }),
  knobs: { compactAbove: [1, 2, 4, 1_000] },
  properties: [
    appendLinearizable,
    reaches(journaledAppendMilestones, 'changeExecuted', 'server', 10),
    reaches(journaledAppendMilestones, 'answerRepeated', 'server', 50),
    reaches(journaledAppendMilestones, 'journalCompacted', 'server', 20),
    reaches(journaledAppendMilestones, 'serviceSuspended', 'server', 50),
    reaches(clerkMilestones, 'retrySent', 'client', 20),
  ],
});
