import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnOptions, firstOf, operator, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnServiceBounds, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { changeApart, handOver, minorityApart, oneWay, powerLoss, standstill, tour, upheavals } from './troubles.ts';
import { storeRequests } from './vocabulary.ts';

const sessions = 8;

export default scenario({
  title: 'An operator changes the members of the store, jointly or one by one, while the network is apart and leaders fail',
  servers: (knobs) => times(5, replicatedStoreServer({ sessions, ...drawnOptions(knobs, firstOf(knobs['voters'] ?? 3)) })),
  clients: times(3, storeClerk({ patience: milliseconds(40) })),
  // Section 6: without it, servers that were removed disturb the others for ever.
  knobs: { ...raftKnobs, checkQuorum: [1], voters: [1, 2, 3, 4] },
  workload: operations(storeRequests({ keys: 2 }), { perClient: [5, 15], think: milliseconds(120) }),
  scripts: [operator, upheavals([minorityApart, oneWay, standstill, powerLoss, handOver, changeApart], 4), tour],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { most: 6, aimed: true, milestones: Object.keys(replicaMilestones) }),
  limits: swarmLimits,
  bounds: drawnServiceBounds,
  properties: [...replicaSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions)],
});
