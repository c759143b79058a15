import { versionedClerk, versionedServer } from '../../../protocols/kv/index.ts';
import { seconds } from '../../../sim/core/time.ts';
import { expect } from '../../../sim/hosts/script.ts';
import { versionedLinearizable } from '../../kv/properties.ts';
import { unreliable, versionedClient } from '../../kv/vocabulary.ts';
import { scenario } from '../../scenario.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';

export default scenario({
  title: 'One clerk, an unreliable network: a hundred puts, each put again until it is no ErrMaybe',
  servers: [versionedServer()],
  clients: [versionedClerk()],
  network: unreliable,
  scripts: [
    function* ({ clients: [node = 1] }) {
      const clerk = versionedClient(node);
      let maybes = 0;
      for (let round = 0; round < 100; round++) {
        let tries = 0;
        let error = (yield* clerk.put('k', '0', round)).error;
        for (; error === 'ErrMaybe'; error = (yield* clerk.put('k', String(++tries), round)).error) maybes++;
        expect(tries === 0 || error === 'ErrVersion', 'put again after an ErrMaybe, it is refused', () => `round ${round}: ${error}`);
        const got = yield* clerk.get('k');
        expect(got.error === 'OK' && got.version === round + 1 && got.value === '0', 'only the first put took effect', () => `round ${round}`);
      }
      expect(maybes > 0, 'at least one put ended in ErrMaybe');
    },
  ],
  limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  properties: [judgedAtTheEnd(versionedLinearizable)],
});
