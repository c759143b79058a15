import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { within } from '../../properties/property.ts';
import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { catchesUp, drawnServiceBounds, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { restartSituations, sessionSituations, snapshotSituations, transactionSituations } from './situations.ts';
import { transactionRequests } from './vocabulary.ts';

const sessions = 2;

export default scenario({
  title: 'Transactions over several keys and range scans on three replicas: each sees one moment, and happens at one',
  servers: (knobs) => times(3, replicatedStoreServer({ sessions, ...drawnOptions(knobs) })),
  clients: times(3, storeClerk()),
  knobs: raftKnobs,
  workload: operations(transactionRequests({ keys: 3 }), { perClient: [1, 6] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { milestones: Object.keys(replicaMilestones), victims: 'all' }),
  budget: { maxDown: 1 },
  limits: swarmLimits,
  bounds: drawnServiceBounds,
  properties: [...replicaSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions), catchesUp, ...sessionSituations, ...snapshotSituations, ...within(1_000, restartSituations), ...transactionSituations],
});
