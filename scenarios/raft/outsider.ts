import { milliseconds, seconds } from '../../sim/core/time.ts';
import { recovered, stableLeader, termsBounded } from '../../properties/raft/index.ts';
import type { Fault } from '../../sim/world/plan.ts';
import { at, operations, scenario, times } from '../scenario.ts';
import { sleepUntil } from './cluster.ts';
import { replicaLens } from './properties.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety } from './vocabulary.ts';

const options = { snapshotEvery: 8 };
/** So patient that it never leads; what happens to it must not disturb those who do. */
const outsider = registerReplica({ ...options, electionTimeoutMin: milliseconds(400), electionTimeoutMax: milliseconds(450) });

const node = 4;
const others = [0, 1, 2, 3];
const from = milliseconds(1_500);
const lasts = milliseconds(900);

/** All that can go wrong with one server, each for long enough that it wants to be elected. */
const troubles: readonly Fault[] = [
  { kind: 'oneWay', from: others, to: [node], lasts },
  { kind: 'partition', shape: 'one', groups: [[node], others], lasts },
  { kind: 'oneWay', from: [node], to: others, lasts },
  { kind: 'pause', node, lasts },
  { kind: 'crash', node, down: lasts, power: { survivors: 0, torn: false } },
  { kind: 'slowNode', node, lag: milliseconds(600), lasts },
  { kind: 'hungDisk', node, lasts },
];

export default scenario({
  title: 'One server of five has nothing but trouble: the others keep their leader',
  servers: [...times(4, registerReplica(options)), outsider],
  clients: times(3, registerClerk()),
  workload: operations(registerRequests, { perClient: [60, 80], think: milliseconds(400) }),
  // There is work, or at least time, until the last of it is over.
  scripts: [(stage) => sleepUntil(stage, from + troubles.length * seconds(1))],
  faults: troubles.map((trouble, i) => at(from + i * seconds(1), trouble)),
  properties: [...registerSafety, stableLeader(replicaLens, { from }), termsBounded(replicaLens, { from, most: 0 }), recovered(replicaLens)],
});
