import { versionedClerk, versionedServer } from '../../../protocols/kv/index.ts';
import { seconds } from '../../../sim/core/time.ts';
import { all, expect } from '../../../sim/hosts/script.ts';
import { versionedLinearizable } from '../../kv/properties.ts';
import { versionedClient } from '../../kv/vocabulary.ts';
import { scenario, times } from '../../scenario.ts';
import { putUntil } from '../one-put.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';

export default scenario({
  title: 'Ten clerks put on one key for a second, a reliable network: the version counts the puts that were OK',
  servers: [versionedServer()],
  clients: times(10, versionedClerk()),
  scripts: [
    function* (stage) {
      const clerks = stage.clients.map(versionedClient);
      const count = { ok: 0, maybe: 0 };
      yield* all(clerks.map((clerk) => putUntil(stage, clerk, 'k', seconds(1), count)));
      const got = yield* versionedClient(stage.clients[0] ?? 1).get('k');
      expect(count.maybe === 0, 'a reliable network gives no ErrMaybe', () => `${count.maybe} of them`);
      expect(got.error === 'OK' && got.version === count.ok, 'the version is the number of OK puts', () => `${count.ok} were OK`);
    },
  ],
  limits: { duration: seconds(120), recovery: 0 },
  properties: [judgedAtTheEnd(versionedLinearizable)],
});
