import { appendBytes, appendClerk, appendServer, type AppendMemory } from '../../../protocols/kv/index.ts';
import { finalState } from '../../../properties/property.ts';
import { seconds } from '../../../sim/core/time.ts';
import { appendClient } from '../../kv/vocabulary.ts';
import { scenario, times } from '../../scenario.ts';
import { mebibytes } from '../generic-2024.ts';

const value = 'x'.repeat(mebibytes(10));

export default scenario({
  title: 'Ten mebibytes put, then replaced by nothing: less than that is kept',
  servers: [appendServer()],
  clients: times(2, appendClerk()),
  scripts: [
    function* ({ clients }) {
      const [first, second] = clients.map(appendClient);
      if (first !== undefined) yield* first.put('k', value);
      if (second !== undefined) yield* second.put('k', '');
    },
  ],
  limits: { duration: seconds(120), recovery: 0, steps: 3_000_000 },
  heavy: true,
  properties: [finalState('less than 10 MiB of memory', (memory: AppendMemory) => appendBytes(memory) < mebibytes(10))],
});
