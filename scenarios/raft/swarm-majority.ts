import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnBounds, drawnReplica, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

/** One server is gone. It comes back when all is healed, or (one time in three) never. */
const gone: Script = function* ({ servers, choose }) {
  yield* sleep(choose(milliseconds(900)));
  yield* inflict({ kind: 'crash', node: choose(servers.length), down: null, power: { survivors: choose(3), torn: choose(2) === 0 } });
};

export default scenario({
  title: 'Three servers, of which one never comes back from what has happened to it: the two others need each other, and go on',
  servers: (knobs) => times(3, drawnReplica(knobs)),
  clients: times(2, registerClerk()),
  // Two that need each other change leaders with each late message: too often to go back by single entries.
  knobs: { ...raftKnobs, snapshotEvery: [0, 0, 8], electionTimeout: [150], electionSpread: [100, 150], fastBackup: [1], heartbeat: [10, 30] },
  workload: operations(registerRequests, { perClient: [2, 8], think: milliseconds(100) }),
  scripts: [gone],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], {
    most: 8,
    during: milliseconds(1_000),
    aimed: true,
    milestones: [...Object.keys(replicaMilestones), 'writeIssued', 'writeSynced', 'writeReleased'],
  }),
  budget: { maxDown: 1 },
  core: 'majority',
  // Healed early: what is gone by then, and not healed, stays away.
  limits: { ...swarmLimits, duration: seconds(1) },
  properties: registerSafety,
  bounds: drawnBounds,
});
