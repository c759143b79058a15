import { milliseconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnBounds, drawnReplica, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

/** Damage shows when the disk is read: whoever is struck restarts. One record or a few, of the newest as of the oldest. */
const damage: Script = function* ({ servers, choose }) {
  const node = choose(servers.length);
  for (let round = 0; round < 2; round++) {
    yield* rest();
    yield* sleep(choose(milliseconds(1_000)));
    for (let left = 1 + choose(4); left > 0; left--) yield* inflict({ kind: 'bitRot', node, record: choose(1 + choose(12)) });
    yield* sleep(choose(milliseconds(100)));
    yield* inflict({ kind: 'crash', node, down: 1 + choose(milliseconds(100)), power: { survivors: choose(3), torn: choose(2) === 0 } });
  }
};

export default scenario({
  title: 'Records on one disk of three are damaged: their server falls silent for good, and the others carry on',
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
