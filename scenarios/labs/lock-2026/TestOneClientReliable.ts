import { versionedServer } from '../../../protocols/kv/index.ts';
import { lockClient } from '../../../protocols/lock/index.ts';
import { seconds } from '../../../sim/core/time.ts';
import { mutualExclusion } from '../../lock/properties.ts';
import { scenario, times } from '../../scenario.ts';
import { namedLockTest } from '../lock-test.ts';

export default scenario({
  title: 'One client: two named locks, then the contended one for two seconds',
  servers: [versionedServer()],
  clients: times(1, lockClient()),
  scripts: [namedLockTest],
  limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  properties: [mutualExclusion],
});
