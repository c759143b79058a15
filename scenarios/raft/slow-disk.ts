import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { operations, scenario, times } from '../scenario.ts';
import { awaitLeader } from './cluster.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety } from './vocabulary.ts';

/** One disk after the other, that of the leader first: slow, full, failing. */
const story: Script = function* (stage) {
  const leader = yield* awaitLeader(stage);
  for (let i = 0; i < stage.servers.length; i++) {
    const node = (leader + i) % stage.servers.length;
    yield* inflict({ kind: 'slowDisk', node, delay: milliseconds(20) + stage.choose(milliseconds(200)), lasts: seconds(1) });
    yield* sleep(seconds(1));
    yield* inflict({ kind: 'diskFull', node, lasts: milliseconds(300) });
    yield* sleep(milliseconds(500));
    yield* inflict({ kind: 'ioError', node, count: 2 });
  }
};

export default scenario({
  title: 'Disks that are slow, full or fail, one after the other: nothing is acknowledged that is not stored',
  servers: times(3, registerReplica({ snapshotEvery: 8 })),
  clients: times(3, registerClerk()),
  workload: operations(registerRequests, { perClient: [10, 20], think: milliseconds(400) }),
  scripts: [story],
  budget: { maxDown: 1 },
  properties: registerSafety,
});
