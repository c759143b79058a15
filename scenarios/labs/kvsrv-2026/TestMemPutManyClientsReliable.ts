import { labVersionedServer, versionedBytes, versionedClerk, type VersionedMemory } from '../../../protocols/kv/index.ts';
import { seconds } from '../../../sim/core/time.ts';
import { expect, sleep } from '../../../sim/hosts/script.ts';
import { finalState } from '../../../properties/property.ts';
import { swift, versionedClient } from '../../kv/vocabulary.ts';
import { scenario, times } from '../../scenario.ts';

const clerks = 20_000;
const value = 'x'.repeat(1_000);

export default scenario({
  title: 'Twenty thousand clerks put one value each: at most 10 bytes of server memory for each clerk',
  servers: [labVersionedServer()],
  clients: () => times(clerks, versionedClerk()),
  network: swift,
  scripts: [
    function* ({ clients }) {
      for (const node of clients) expect((yield* versionedClient(node).put('k', '', 1)).error === 'ErrNoKey', 'a put with version 1 does not create the key');
      yield* sleep(seconds(1));
      for (const [version, node] of clients.entries()) expect((yield* versionedClient(node).put('k', value, version)).error === 'OK', 'each clerk puts once');
    },
  ],
  limits: { duration: seconds(120), recovery: 0, steps: 3_000_000 },
  heavy: true,
  properties: [finalState('at most 10 bytes of memory for each clerk', (memory: VersionedMemory) => versionedBytes(memory) <= value.length + 10 * clerks)],
});
