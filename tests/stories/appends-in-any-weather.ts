/**
 * Appends to a journaled server, under drawn faults of network, processes and disks: none is lost, none counts twice, each returns
 * within ten seconds after the heal. And the campaign must have met the situations that it is about.
 */
import { appendClerk, clerkMilestones, journaledAppendMilestones, journaledAppendServer } from 'faultline/protocols/kv';
import { appendLinearizable, appendRequests, diskFaults, linkFaults, networkFamilies, operations, processFaults, reaches, scenario, seconds, sometimes, swarm, times } from 'faultline/scenarios';

export default scenario({
  title: 'Appends exactly once, in any weather',
  servers: [journaledAppendServer({ compactAbove: 8 })],
  clients: times(3, appendClerk()),
  workload: operations(appendRequests({ keys: 2 }), { perClient: [1, 8] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults], { most: 6, milestones: ['entryWritten', 'writeSynced'] }),
  limits: { duration: seconds(20), recovery: seconds(10), steps: 20_000 },
  properties: [
    appendLinearizable,
    reaches(journaledAppendMilestones, 'answerRepeated', 'server', 60),
    reaches(journaledAppendMilestones, 'journalCompacted', 'server', 60),
    reaches(clerkMilestones, 'retrySent', 'client', 60),
    sometimes('the server starts with records on its disk', 60, ({ role, event }) => role === 'server' && event.kind === 'start' && event.records > 0),
  ],
});
