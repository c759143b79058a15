/**
 * A written plan: the second clerk is cut off for a second, and the server loses power while it stores the second put. Answers leave
 * after the sync only, so nobody was told of what the power failure takes away.
 */
import { journaledVersionedMilestones, journaledVersionedServer, versionedClerk } from 'faultline/protocols/kv';
import { at, milliseconds, operations, reaches, scenario, seconds, times, versionedLinearizable, versionedRequests, when } from 'faultline/scenarios';

export default scenario({
  title: 'A partition by the clock, then a crash in the middle of a write',
  servers: [journaledVersionedServer()],
  clients: times(3, versionedClerk()),
  workload: operations(versionedRequests({ keys: 1 }), { perClient: [6, 10], think: milliseconds(50) }),
  faults: [
    at(milliseconds(20), { kind: 'partition', shape: 'halves', groups: [[0, 1, 3], [2]], lasts: seconds(1) }),
    when(journaledVersionedMilestones, 'entryWritten', { kind: 'crash', node: 0, down: milliseconds(300), power: { survivors: 0, torn: true } }, { occurrence: 2 }),
  ],
  properties: [versionedLinearizable, reaches(journaledVersionedMilestones, 'putApplied', 'server', 50)],
});
