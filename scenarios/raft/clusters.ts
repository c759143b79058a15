import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { operations, scenario, swarm, times, type Scenario } from '../scenario.ts';
import { plainBounds, plainKnobs, plainOptions } from './plain-servers.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

/** A cluster of this size with nothing special about it, under all faults that lose nothing that was stored. */
export function clusterOf(count: number, title: string): Scenario {
  return scenario({
    title,
    servers: (knobs) => times(count, registerReplica(plainOptions(knobs))),
    clients: times(3, registerClerk()),
    knobs: plainKnobs,
    workload: operations(registerRequests, { perClient: [2, 10] }),
    swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { milestones: Object.keys(replicaMilestones), victims: 'all' }),
    // A cluster of one or two has nobody to spare: it waits for whoever is away.
    budget: { maxDown: Math.max(1, Math.floor((count - 1) / 2)) },
    properties: registerSafety,
    bounds: plainBounds,
  });
}
