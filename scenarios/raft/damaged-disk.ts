import { milliseconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnBounds, drawnReplica, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

/** Damage shows when the disk is read: whoever is struck restarts. Of the newest records as of the oldest. */
const damage: Script = function* ({ servers, choose }) {
  yield* rest();
  yield* sleep(choose(milliseconds(1_000)));
  const node = choose(servers.length);
  yield* inflict({ kind: 'bitRot', node, record: choose(1 + choose(12)) });
  yield* sleep(choose(milliseconds(100)));
  yield* inflict({ kind: 'crash', node, down: 1 + choose(milliseconds(100)), power: { survivors: choose(3), torn: choose(2) === 0 } });
};

export default scenario({
  title: 'A record on one disk of three is damaged: its server falls silent for good, and the others carry on',
  servers: (knobs) => times(3, drawnReplica(knobs)),
  clients: times(3, registerClerk()),
  knobs: raftKnobs,
  workload: operations(registerRequests, { perClient: [5, 15] }),
  scripts: [damage],
  swarm: swarm(['loss', 'partition', 'crash', 'bitRot'], { most: 10, aimed: true, milestones: Object.keys(replicaMilestones) }),
  budget: { maxDown: 1, maxDamaged: 1 },
  limits: swarmLimits,
  properties: registerSafety,
  bounds: drawnBounds,
});
