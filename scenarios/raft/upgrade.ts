import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { operations, scenario, swarm } from '../scenario.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';
import { times } from '../scenario.ts';

const old = registerReplica({ preVote: false, checkQuorum: false, fastBackup: false, maxEntries: 1, maxInflight: 1, maxUncommitted: 8, snapshotEvery: 3 });
const upgraded = registerReplica({ chunkSize: 1, maxEntries: 4, snapshotEvery: 8 });
/** Half-way: pre-vote is on, voters vote as before. */
const midway = registerReplica({ checkQuorum: false, chunkSize: 2, maxEntries: 2, snapshotEvery: 4 });

export default scenario({
  title: 'In the middle of an upgrade: servers with different options understand each other',
  servers: ({ isOld = 2, isMidway = 1 }) => [...times(isOld, old), ...times(isMidway, midway), ...times(5 - isOld - isMidway, upgraded)],
  clients: times(3, registerClerk()),
  knobs: { isOld: [0, 1, 2, 3, 4], isMidway: [0, 1] },
  workload: operations(registerRequests, { perClient: [4, 12] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { milestones: Object.keys(replicaMilestones), victims: 'all' }),
  budget: { maxDown: 2 },
  properties: registerSafety,
});
