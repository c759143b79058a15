import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { operations, scenario, times } from '../scenario.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety } from './vocabulary.ts';

/** Three times: each server is cut off at its own time, and comes back in another order. */
const story: Script = function* ({ servers, choose }) {
  for (let round = 0; round < 3; round++) {
    const nodes = servers.map((node) => ({ node, starts: choose(milliseconds(500)), ends: milliseconds(1_000) + choose(milliseconds(500)) }));
    yield* inflict({ kind: 'swizzle', nodes });
    yield* sleep(seconds(2));
  }
};

export default scenario({
  title: 'Swizzled heals: servers are cut off one by one, and come back one by one in another order',
  servers: times(5, registerReplica()),
  clients: times(3, registerClerk()),
  workload: operations(registerRequests, { perClient: [10, 30], think: milliseconds(300) }),
  scripts: [story],
  properties: registerSafety,
});
