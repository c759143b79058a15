import { versionedServer } from '../../../protocols/kv/index.ts';
import { lockClient } from '../../../protocols/lock/index.ts';
import { seconds } from '../../../sim/core/time.ts';
import { mutualExclusion } from '../../lock/properties.ts';
import { lockUser } from '../../lock/vocabulary.ts';
import { scenario } from '../../scenario.ts';

export default scenario({
  title: 'One client acquires a lock and releases it',
  servers: [versionedServer()],
  clients: [lockClient()],
  scripts: [
    function* ({ clients: [node = 1] }) {
      const user = lockUser(node);
      yield* user.acquire('l');
      yield* user.release('l');
    },
  ],
  limits: { duration: seconds(120), recovery: 0 },
  properties: [mutualExclusion],
});
