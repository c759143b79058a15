import { versionedServer } from '../../../protocols/kv/index.ts';
import { lockClient } from '../../../protocols/lock/index.ts';
import { seconds } from '../../../sim/core/time.ts';
import { mutualExclusion } from '../../lock/properties.ts';
import { scenario, times } from '../../scenario.ts';
import { lockTest } from '../lock-test.ts';

export default scenario({
  title: 'Ten clients contend for the lock for two seconds',
  servers: [versionedServer()],
  clients: times(10, lockClient()),
  scripts: [lockTest],
  limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  properties: [mutualExclusion],
});
