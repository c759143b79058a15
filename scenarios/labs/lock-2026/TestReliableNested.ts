import { versionedServer } from '../../../protocols/kv/index.ts';
import { lockClient } from '../../../protocols/lock/index.ts';
import { seconds } from '../../../sim/core/time.ts';
import { mutualExclusion } from '../../lock/properties.ts';
import { lockUser } from '../../lock/vocabulary.ts';
import { scenario } from '../../scenario.ts';

const first = 'lock-number1';
const second = 'lock-number2';

export default scenario({
  title: 'One client holds two locks at once, taken and freed in each order',
  servers: [versionedServer()],
  clients: [lockClient()],
  scripts: [
    function* ({ clients: [node = 1] }) {
      const user = lockUser(node);
      for (const [outer, inner, freed, last] of [
        [first, second, second, first],
        [first, second, first, second],
        [second, first, first, second],
        [second, first, second, first],
      ] as const) {
        yield* user.acquire(outer);
        yield* user.acquire(inner);
        yield* user.release(freed);
        yield* user.release(last);
      }
    },
  ],
  limits: { duration: seconds(120), recovery: 0 },
  properties: [mutualExclusion],
});
