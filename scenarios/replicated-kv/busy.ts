import fc from 'fast-check';
import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { logBytesBounded } from '../../properties/replicas/index.ts';
import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnOptions, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm, times, type Knobs } from '../scenario.ts';
import { catchesUp, drawnServiceBounds, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { storeRequests, transactionRequests } from './vocabulary.ts';

const sessions = 4;
/** A log is full after one request, after a few, or only after many. */
const logBytes = [100, 300, 500] as const;
const logBytesOf = ({ maxStateBytes = 500 }: Knobs): number => maxStateBytes;

export default scenario({
  title: 'Clients that ask without a pause, for the same two keys: whatever is not atomic meets something in between',
  servers: (knobs) => times(3, replicatedStoreServer({ sessions, maxStateBytes: logBytesOf(knobs), ...drawnOptions(knobs) })),
  clients: times(4, storeClerk()),
  knobs: { maxStateBytes: logBytes, maxUncommitted: [8], snapshotEvery: [0], maxEntries: [1, 4], maxInflight: [1, 4], heartbeat: [10, 30] },
  workload: operations(fc.oneof(transactionRequests({ keys: 2 }), storeRequests({ keys: 2 })), { perClient: [8, 16], think: milliseconds(2) }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { most: 3, milestones: Object.keys(replicaMilestones), victims: 'all' }),
  budget: { maxDown: 1 },
  limits: swarmLimits,
  bounds: (knobs) => [...drawnServiceBounds(knobs), logBytesBounded(logBytesOf(knobs))],
  properties: [...replicaSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions), catchesUp],
});
