/** A script for two: they contend for a lock, and whoever has it finds the diary as it left it to itself: nobody writes in between. */
import { versionedServer } from 'faultline/protocols/kv';
import { lockClient } from 'faultline/protocols/lock';
import { expect, lockUser, milliseconds, mutualExclusion, passedOnByRelease, rest, scenario, sleep, times, unreliable, type Script } from 'faultline/scenarios';

const diarist = (nth: number): Script => function* ({ clients, choose }) {
  const user = lockUser(clients[nth] ?? 0);
  for (let page = 1; page <= 3; page++) {
    yield* user.acquire('desk');
    const diary = yield* user.get('diary');
    yield* sleep(milliseconds(choose(50)));
    const { error } = yield* user.put('diary', `page ${page} of ${nth}`, diary.error === 'OK' ? diary.version : 0);
    expect(error === 'OK' || error === 'ErrMaybe', 'nobody writes without the lock', () => `${error} on page ${page}`);
    yield* user.release('desk');
    yield* rest();
  }
};

export default scenario({
  title: 'Two diarists and one desk',
  servers: [versionedServer()],
  clients: times(2, lockClient()),
  network: unreliable,
  scripts: [diarist(0), diarist(1)],
  properties: [mutualExclusion, passedOnByRelease],
});
