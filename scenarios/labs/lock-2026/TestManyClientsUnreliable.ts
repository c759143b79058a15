import { versionedServer } from '../../../protocols/kv/index.ts';
import { lockClient } from '../../../protocols/lock/index.ts';
import { seconds } from '../../../sim/core/time.ts';
import { unreliable } from '../../kv/vocabulary.ts';
import { mutualExclusion } from '../../lock/properties.ts';
import { scenario, times } from '../../scenario.ts';
import { namedLockTest } from '../lock-test.ts';

export default scenario({
  title: 'Ten clients: two named locks each, then one, over an unreliable network',
  servers: [versionedServer()],
  clients: times(10, lockClient()),
  network: unreliable,
  scripts: [namedLockTest],
  limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  properties: [mutualExclusion],
});
