import { milliseconds, seconds } from '../../sim/core/time.ts';
import { scenario, times } from '../scenario.ts';
import { leaseUnderDrift } from './leases.ts';
import { leaseBound } from './properties.ts';
import { registerClerk, registerReplica, registerSafety } from './vocabulary.ts';

/** The declared bound: no clock is faster or slower than true time by more than 10 %. */
const maxClockDrift = 100;

export default scenario({
  title: 'Leases under clocks that drift within the declared bound: no read is stale',
  servers: times(3, registerReplica({ reads: 'lease', maxClockDrift, electionTimeoutMin: milliseconds(150), electionTimeoutMax: milliseconds(220) })),
  clients: times(2, registerClerk()),
  scripts: [leaseUnderDrift(maxClockDrift)],
  limits: { duration: seconds(60) },
  properties: [...registerSafety, leaseBound([{ maxClockDrift, electionTimeoutMin: milliseconds(150) }])],
});
