import { versionedClerk, versionedServer } from '../../../protocols/kv/index.ts';
import { seconds } from '../../../sim/core/time.ts';
import { expect } from '../../../sim/hosts/script.ts';
import { versionedLinearizable } from '../../kv/properties.ts';
import { versionedClient } from '../../kv/vocabulary.ts';
import { scenario } from '../../scenario.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';

export default scenario({
  title: 'One clerk, a reliable network: put, get, put again with an old version, and a key that does not exist',
  servers: [versionedServer()],
  clients: [versionedClerk()],
  scripts: [
    function* ({ clients: [node = 1] }) {
      const clerk = versionedClient(node);
      expect((yield* clerk.put('k', 'v', 0)).error === 'OK', 'a put with version 0 creates the key');
      const got = yield* clerk.get('k');
      expect(got.error === 'OK' && got.value === 'v' && got.version === 1, 'a get shows the value and version 1');
      expect((yield* clerk.put('k', 'v', 0)).error === 'ErrVersion', 'a put with an old version is refused');
      expect((yield* clerk.put('y', 'v', 1)).error === 'ErrNoKey', 'a put with version 1 does not create a key');
      expect((yield* clerk.get('y')).error === 'ErrNoKey', 'a get of a missing key says so');
    },
  ],
  limits: { duration: seconds(120), recovery: 0 },
  properties: [judgedAtTheEnd(versionedLinearizable)],
});
