import { appendBytes, appendClerk, appendServer, type AppendMemory } from '../../../protocols/kv/index.ts';
import { finalState } from '../../../properties/property.ts';
import { seconds } from '../../../sim/core/time.ts';
import { appendClient, swift } from '../../kv/vocabulary.ts';
import { scenario, times } from '../../scenario.ts';

const clerks = 100_000;

export default scenario({
  title: 'A hundred thousand clerks get one value each: less than 10 bytes of server memory for each clerk',
  servers: [appendServer()],
  clients: () => times(clerks, appendClerk()),
  network: swift,
  scripts: [
    function* ({ clients }) {
      for (const clerk of clients.slice(0, 1).map(appendClient)) yield* clerk.put('0', '');
      for (const clerk of clients.map(appendClient)) yield* clerk.get('0');
    },
  ],
  limits: { duration: seconds(120), recovery: 0, steps: 3_000_000 },
  heavy: true,
  properties: [finalState('less than 10 bytes of memory for each clerk', (memory: AppendMemory) => appendBytes(memory) < 10 * clerks)],
});
