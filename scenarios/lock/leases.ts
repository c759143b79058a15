import { journaledVersionedServer } from '../../protocols/kv/index.ts';
import { fencedResource, leaseClient, leaseMilestones } from '../../protocols/lock/index.ts';
import { reaches } from '../../properties/property.ts';
import { clockFaults, linkFaults, networkFamilies } from '../../properties/schedules/families.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { fencedForGood, fencedInOrder, oneBeliever } from './properties.ts';
import { leaseUser } from './vocabulary.ts';

/** Takes the lease a few times and writes under it, sometimes for longer than it lasts. */
const holder =
  (which: number): Script =>
  function* ({ clients, choose }) {
    const user = leaseUser(clients[which] ?? 1);
    for (let round = 0; round < 3; round++) {
      yield* rest();
      const token = yield* user.acquire();
      for (let write = 0; write < 3; write++) {
        yield* sleep(choose(milliseconds(400)));
        yield* user.write(`${token}.${write}`);
      }
      yield* user.release();
    }
  };

export default scenario({
  title: 'Leases with fencing tokens: holders that are paused or crash, clocks that drift and jump, a resource that refuses old tokens',
  servers: [journaledVersionedServer(), fencedResource()],
  clients: times(3, leaseClient()),
  scripts: [0, 1, 2].map(holder),
  swarm: swarm([...networkFamilies, ...linkFaults, ...clockFaults, 'clockSkew', 'pause', 'slowNode', 'crash'], {
    victims: 'all',
    most: 8,
  }),
  properties: [
    oneBeliever,
    fencedInOrder,
    fencedForGood,
    reaches(leaseMilestones, 'leaseAcquired', 'client', 10),
    reaches(leaseMilestones, 'renewed', 'client', 20),
    reaches(leaseMilestones, 'takenOver', 'client', 50),
    reaches(leaseMilestones, 'leaseLost', 'client', 100),
    reaches(leaseMilestones, 'writeFenced', 'client', 1_000),
  ],
});
