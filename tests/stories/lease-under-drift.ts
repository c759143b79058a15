/**
 * Written faults against a lease: the clock of its holder runs at a tenth of true time, so that it goes on believing long after
 * another has taken over. The fence keeps its late write out, though the resource's first write failed.
 */
import { versionedServer } from 'faultline/protocols/kv';
import { fencedResource, leaseClient, leaseMilestones } from 'faultline/protocols/lock';
import { at, expect, fencedForGood, fencedInOrder, leaseUser, milliseconds, scenario, seconds, times, when, whenWrite, type Script } from 'faultline/scenarios';

const takeover: Script = function* ({ clients: [slow = 2, quick = 3] }) {
  yield* leaseUser(slow).acquire();
  yield* leaseUser(quick).acquire();
  expect((yield* leaseUser(quick).write('in time')) === 'ok', 'the new holder writes');
  expect((yield* leaseUser(slow).write('late')) === 'fenced', 'nobody writes under an old token');
};

export default scenario({
  title: 'A holder with a slow clock meets the fence',
  servers: [versionedServer(), fencedResource()],
  clients: times(2, leaseClient()),
  scripts: [takeover],
  faults: [
    at(0, { kind: 'clockDrift', node: 2, rate: 100_000, lasts: seconds(60) }),
    when(leaseMilestones, 'takenOver', { kind: 'pause', node: 3, lasts: milliseconds(50) }),
    whenWrite('writeIssued', { kind: 'ioError', node: 1, count: 1 }, { node: 1 }),
  ],
  properties: [fencedInOrder, fencedForGood],
});
