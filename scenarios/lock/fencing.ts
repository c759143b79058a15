import { journaledVersionedServer } from '../../protocols/kv/index.ts';
import { fencedResource, leaseClient, leaseMilestones } from '../../protocols/lock/index.ts';
import { reaches } from '../../properties/property.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { fencedForGood, fencedInOrder } from './properties.ts';
import { leaseUser } from './vocabulary.ts';

/** Takes the short lease over and over, and keeps writing until it is gone. */
const holder =
  (which: number): Script =>
  function* ({ clients, choose }) {
    const user = leaseUser(clients[which] ?? 2);
    for (let round = 0; round < 8; round++) {
      yield* rest();
      const token = yield* user.acquire();
      for (let write = 0; write < 3; write++) {
        yield* user.write(`${token}.${write}`);
        yield* sleep(choose(milliseconds(30)));
      }
      yield* user.release();
    }
  };

export default scenario({
  title: 'Short leases and writes that the network holds back until a later holder has written, before and after restarts of the resource',
  servers: [journaledVersionedServer(), fencedResource()],
  clients: times(3, leaseClient({ duration: milliseconds(60) })),
  scripts: [0, 1, 2].map(holder),
  network: { tail: 100, tailMax: milliseconds(400) },
  swarm: swarm(['tail', 'clog', 'oneWay', 'pause', 'crash', 'fullRestart', 'duplicate'], { victims: 'all', most: 12 }),
  limits: { duration: seconds(5) },
  properties: [fencedInOrder, fencedForGood, reaches(leaseMilestones, 'takenOver', 'client', 20), reaches(leaseMilestones, 'writeFenced', 'client', 100)],
});
