import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { within } from '../../properties/property.ts';
import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { logBytesBounded } from '../../properties/replicas/index.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm, times, type Knobs } from '../scenario.ts';
import { catchesUp, drawnServiceBounds, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { clerkSituations, leaderSituations, rareSessionSituations, restartSituations, sessionSituations, snapshotSessionSituations, snapshotSituations } from './situations.ts';
import { storeRequests } from './vocabulary.ts';

/** Fewer than there are clients: each run forgets some. */
const sessions = 3;
/** A log is full after one request, after a few, or only after many. */
const logBytes = [100, 300, 800] as const;
const logBytesOf = ({ maxStateBytes = 800 }: Knobs): number => maxStateBytes;

export default scenario({
  title: 'The store on three replicas that remember three sessions of five clients: each command once, however often it is sent and however late it comes',
  servers: (knobs) => times(3, replicatedStoreServer({ sessions, maxStateBytes: logBytesOf(knobs), ...drawnOptions(knobs) })),
  clients: times(5, storeClerk()),
  // Without a limit, a leader that cannot commit takes in retries all the while.
  knobs: { ...raftKnobs, maxStateBytes: logBytes, maxUncommitted: [8, 3], snapshotEvery: [0, 0, 2, 5] },
  network: { replayMax: 3_000_000, tailMax: 1_000_000 },
  workload: operations(storeRequests({ keys: 2 }), { perClient: [1, 6] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { milestones: Object.keys(replicaMilestones), victims: 'all' }),
  // All may be down at once: what was acknowledged stands on their disks.
  budget: { maxDown: 3 },
  limits: swarmLimits,
  bounds: (knobs) => [...drawnServiceBounds(knobs), logBytesBounded(logBytesOf(knobs))],
  properties: [
    ...replicaSafety,
    storeLinearizable,
    ...storeCommands,
    sessionsBounded(sessions),
    catchesUp,
    ...sessionSituations,
    ...within(500, rareSessionSituations),
    ...within(100, leaderSituations),
    ...clerkSituations,
    ...snapshotSituations,
    ...within(500, restartSituations),
    ...snapshotSessionSituations,
  ],
});
