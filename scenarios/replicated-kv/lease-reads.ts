import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { clockFaults } from '../../properties/schedules/families.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { awaitLeader } from '../raft/cluster.ts';
import { leaseUnderDrift, type LeaseReader } from '../raft/leases.ts';
import { leaseBound } from '../raft/properties.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { replicatedSafety, storeCommands, storeLinearizable } from './properties.ts';
import { leaseReadSituations } from './situations.ts';
import { amnesia } from './troubles.ts';
import { storeUser } from './vocabulary.ts';

/** The declared bound: no clock is faster or slower than true time by more than 5 %. */
const maxClockDrift = 50;

function userOfOneKey(node: NodeId): LeaseReader {
  const user = storeUser(node);
  return {
    node,
    *write(value) {
      yield* user.change({ kind: 'put', key: 'k', value });
    },
    *read() {
      yield* user.look({ kind: 'get', key: 'k' });
      return null;
    },
  };
}

/** Nothing is written while one server wants to lead: it lacks nothing but the vote of somebody who has promised it elsewhere. */
const forgetful: Script = function* (stage) {
  const [writer = 0] = stage.clients;
  for (let round = 0; round < 3; round++) {
    yield* rest();
    yield* awaitLeader(stage);
    yield* storeUser(writer).change({ kind: 'put', key: 'k', value: `old ${round}` });
    yield* sleep(milliseconds(50));
    yield* amnesia(stage);
    yield* sleep(milliseconds(500));
  }
};

const drifting = leaseUnderDrift(maxClockDrift, userOfOneKey);

export default scenario({
  // Elections soon after a lease has ended; but messages take up to 20 ms each way, and whose timeouts are closer than that split their votes.
  title: 'Reads of the store under a lease, with clocks at both ends of the declared bound, or voters that restart: none is stale',
  servers: ({ snapshotEvery = 8 }) =>
    times(3, replicatedStoreServer({ reads: 'lease', maxClockDrift, electionTimeoutMin: milliseconds(150), electionTimeoutMax: milliseconds(230), snapshotEvery })),
  clients: times(2, storeClerk()),
  knobs: { snapshotEvery: [2, 8] },
  scripts: [(stage) => (stage.choose(2) === 0 ? drifting : forgetful)(stage)],
  swarm: swarm(clockFaults, { most: 3, during: seconds(5) }),
  properties: [...replicatedSafety, leaseBound([{ maxClockDrift, electionTimeoutMin: milliseconds(150) }]), storeLinearizable, ...storeCommands, ...leaseReadSituations],
});
