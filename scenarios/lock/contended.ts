import { versionedServer } from '../../protocols/kv/index.ts';
import { lockClient, lockMilestones } from '../../protocols/lock/index.ts';
import { reaches } from '../../properties/property.ts';
import { linkFaults, networkFamilies } from '../../properties/schedules/families.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { mutualExclusion } from './properties.ts';
import { lockUser } from './vocabulary.ts';

/** Takes one of two locks a few times, and holds it for a while. */
const contender =
  (which: number): Script =>
  function* ({ clients, choose }) {
    const user = lockUser(clients[which] ?? 1);
    for (let round = 0; round < 4; round++) {
      yield* rest();
      const lock = choose(3) === 0 ? 'm' : 'l';
      yield* user.acquire(lock);
      yield* sleep(choose(milliseconds(20)));
      yield* user.release(lock);
    }
  };

export default scenario({
  title: 'Three clients contend for two locks on a network that loses, doubles, delays and parts',
  servers: [versionedServer()],
  clients: times(3, lockClient()),
  scripts: [0, 1, 2].map(contender),
  swarm: swarm([...networkFamilies, ...linkFaults, 'pause', 'slowNode'], { victims: 'clients' }),
  properties: [
    mutualExclusion,
    reaches(lockMilestones, 'acquired', 'client', 10),
    reaches(lockMilestones, 'contended', 'client', 10),
    reaches(lockMilestones, 'readBack', 'client', 50),
  ],
});
