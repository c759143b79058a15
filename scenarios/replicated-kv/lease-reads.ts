import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { clockFaults } from '../../properties/schedules/families.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { leaseUnderDrift, type LeaseReader } from '../raft/leases.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { replicatedSafety, storeExactlyOnce, storeLinearizable } from './properties.ts';
import { leaseReadSituations } from './situations.ts';
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

export default scenario({
  title: 'Reads of the store under a lease, with clocks at both ends of the declared bound: none is stale',
  servers: times(3, replicatedStoreServer({ reads: 'lease', maxClockDrift, electionTimeoutMin: milliseconds(150), electionTimeoutMax: milliseconds(170), snapshotEvery: 8 })),
  clients: times(2, storeClerk()),
  scripts: [leaseUnderDrift(maxClockDrift, userOfOneKey)],
  swarm: swarm(clockFaults, { most: 3, during: seconds(5) }),
  properties: [...replicatedSafety, storeLinearizable, storeExactlyOnce, ...leaseReadSituations],
});
