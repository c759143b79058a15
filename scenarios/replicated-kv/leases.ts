import { fencedResource, leaseClient, leaseMilestones } from '../../protocols/lock/index.ts';
import { replicatedVersionedServer } from '../../protocols/replicated-kv/index.ts';
import { reaches } from '../../properties/property.ts';
import { clockFaults, linkFaults, networkFamilies } from '../../properties/schedules/families.ts';
import leases from '../lock/leases.ts';
import { fencedForGood, fencedInOrder, oneBeliever } from '../lock/properties.ts';
import { leaseBound } from '../raft/properties.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { replicatedSafety, versionedHandledOnce } from './properties.ts';

export default scenario({
  title: 'Leases with fencing tokens, given by three replicas under leases of their own: clocks drift within what both allow for',
  servers: ({ snapshotEvery = 8 }) => [...times(3, replicatedVersionedServer({ snapshotEvery, reads: 'lease' })), fencedResource()],
  clients: times(3, leaseClient()),
  knobs: { snapshotEvery: [2, 8] },
  scripts: leases.scripts,
  swarm: swarm([...networkFamilies, ...linkFaults, ...clockFaults, 'clockSkew', 'pause', 'slowNode', 'crash'], { victims: 'all', most: 8 }),
  budget: { maxDown: 1 },
  properties: [
    ...replicatedSafety,
    versionedHandledOnce,
    leaseBound([{}]),
    oneBeliever,
    fencedInOrder,
    fencedForGood,
    reaches(leaseMilestones, 'leaseAcquired', 'client', 10),
    reaches(leaseMilestones, 'renewed', 'client', 20),
    reaches(leaseMilestones, 'takenOver', 'client', 50),
    reaches(leaseMilestones, 'leaseLost', 'client', 100),
  ],
});
