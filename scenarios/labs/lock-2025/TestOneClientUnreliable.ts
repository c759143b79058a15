import { versionedServer } from '../../../protocols/kv/index.ts';
import { lockClient } from '../../../protocols/lock/index.ts';
import { seconds } from '../../../sim/core/time.ts';
import { unreliable } from '../../kv/vocabulary.ts';
import { mutualExclusion } from '../../lock/properties.ts';
import { scenario, times } from '../../scenario.ts';
import { lockTest } from '../lock-test.ts';

export default scenario({
  title: 'One client takes and frees the lock over an unreliable network',
  servers: [versionedServer()],
  clients: times(1, lockClient()),
  network: unreliable,
  scripts: [lockTest],
  limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  properties: [mutualExclusion],
});
