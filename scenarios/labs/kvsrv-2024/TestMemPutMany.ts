import { appendBytes, appendClerk, appendServer, type AppendMemory } from '../../../protocols/kv/index.ts';
import { finalState } from '../../../properties/property.ts';
import { seconds } from '../../../sim/core/time.ts';
import { appendClient, swift } from '../../kv/vocabulary.ts';
import { scenario, times } from '../../scenario.ts';

const clerks = 100_000;
const value = 'x'.repeat(1_000);

export default scenario({
  title: 'A hundred thousand clerks put one value each: at most 200 bytes of server memory for each clerk',
  servers: [appendServer()],
  clients: () => times(clerks, appendClerk()),
  network: swift,
  scripts: [
    function* ({ clients }) {
      for (const clerk of clients.map(appendClient)) yield* clerk.put('k', value);
    },
  ],
  limits: { duration: seconds(120), recovery: 0, steps: 3_000_000 },
  heavy: true,
  properties: [finalState('at most 200 bytes of memory for each clerk', (memory: AppendMemory) => appendBytes(memory) <= value.length + 200 * clerks)],
});
