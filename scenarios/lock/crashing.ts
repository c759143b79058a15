import { versionedServer } from '../../protocols/kv/index.ts';
import { lockClient, lockMilestones } from '../../protocols/lock/index.ts';
import { reaches } from '../../properties/property.ts';
import { networkFamilies } from '../../properties/schedules/families.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { mutualExclusion, passedOnByRelease } from './properties.ts';
import { lockUser } from './vocabulary.ts';

/** Takes and frees one lock; a crash ends it, and the next script of the same client takes over. */
const life =
  (which: number, begins: number): Script =>
  function* ({ clients, choose }) {
    const user = lockUser(clients[which] ?? 1);
    yield* sleep(milliseconds(begins));
    for (let round = 0; round < 3; round++) {
      yield* user.acquire('l');
      yield* sleep(choose(milliseconds(40)));
      yield* user.release('l');
    }
  };

export default scenario({
  title: 'Clients of a lock crash and come back: the lock of a crashed holder stays taken',
  servers: [versionedServer()],
  clients: times(2, lockClient()),
  scripts: [life(0, 0), life(0, 700), life(1, 0), life(1, 500)],
  swarm: swarm([...networkFamilies, 'crash'], { victims: 'clients', during: seconds(1), milestones: Object.keys(lockMilestones) }),
  // A lock without a lease is lost with its holder: safety is demanded, progress is not.
  limits: { duration: seconds(3), recovery: null },
  properties: [mutualExclusion, passedOnByRelease, reaches(lockMilestones, 'acquired', 'client', 10), reaches(lockMilestones, 'contended', 'client', 20)],
});
